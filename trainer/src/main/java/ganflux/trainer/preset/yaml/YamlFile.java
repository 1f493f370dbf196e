package ganflux.trainer.preset.yaml;

import ganflux.stream.command.UsageError;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML file as text, YAML 1.2: {@code no} is a text, {@code 010} is ten. */
public final class YamlFile {
    private YamlFile() {}

    /**
     * The value that {@code text} holds.
     *
     * @param name of the file, for messages
     * @throws UsageError where it is no YAML, or empty, or more than one document
     */
    public static YamlValue parse(String name, String text) {
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder().build()).composeString(text);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .or(e::getContextMark)
                    .map(mark -> ":" + (mark.getLine() + 1))
                    .orElse("");
            throw new UsageError(name + line + ": no YAML: " + oneLine(e.getProblem()));
        } catch (YamlEngineException e) {
            throw new UsageError(name + ": no YAML: " + oneLine(String.valueOf(e.getMessage())));
        }
        return new YamlValue(name, "", root.orElseThrow(() -> new UsageError(name + " is empty")));
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s+", " ");
    }
}

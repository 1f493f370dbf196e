package ganflux.trainer.preset.yaml;

import ganflux.stream.command.UsageError;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** A YAML file as text, YAML 1.2: {@code no} is a text, {@code 010} is ten. */
public final class YamlFile {
    private static final int DEEPEST = 50; // the composer calls itself for each level

    private YamlFile() {}

    /**
     * The value that {@code text} holds.
     *
     * @param name of the file, for messages
     * @throws UsageError where it is no YAML, or empty, or more than one document, or nested more than 50 deep
     */
    public static YamlValue parse(String name, String text) {
        LoadSettings settings = LoadSettings.builder().build();
        Optional<Node> root;
        try {
            if (depth(settings, text) > DEEPEST) {
                throw new UsageError(name + ": nested more than " + DEEPEST + " deep");
            }
            root = new Compose(settings).composeString(text);
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

    private static int depth(LoadSettings settings, String text) {
        int depth = 0;
        int deepest = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
            deepest = Math.max(deepest, depth);
        }
        return deepest;
    }

    private static String oneLine(String message) {
        return message.strip().replaceAll("\\s+", " ");
    }
}

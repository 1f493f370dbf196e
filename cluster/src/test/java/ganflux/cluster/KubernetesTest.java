package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import ganflux.stream.command.CommandRunner;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The manifests of examples/kubernetes are of Kubernetes' schemas, and set options that there are. */
class KubernetesTest {
    private static final Path MANIFESTS = Path.of("..", "examples", "kubernetes");

    /** Refuses unknown fields, missing ones and wrong types. */
    private static final Map<String, ThrowingConsumer<JsonElement>> SCHEMAS = Map.of(
            "Deployment", V1Deployment::validateJsonElement,
            "StatefulSet", V1StatefulSet::validateJsonElement,
            "Service", V1Service::validateJsonElement,
            "NetworkPolicy", V1NetworkPolicy::validateJsonElement);

    record Manifest(String name, JsonObject content) {
        String kind() {
            return content.get("kind").getAsString();
        }

        JsonObject at(String... keys) {
            JsonObject here = content;
            for (String key : keys) {
                here = here.getAsJsonObject(key);
            }
            return here;
        }

        JsonObject container() {
            return at("spec", "template", "spec")
                    .getAsJsonArray("containers")
                    .get(0)
                    .getAsJsonObject();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Manifest> manifests() throws IOException {
        List<Manifest> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(MANIFESTS)) {
            for (Path file : files.sorted().toList()) {
                for (Object document :
                        new Load(LoadSettings.builder().build()).loadAllFromString(Files.readString(file))) {
                    JsonObject content = new Gson().toJsonTree(document).getAsJsonObject();
                    all.add(new Manifest(
                            file.getFileName() + " " + content.get("kind").getAsString(), content));
                }
            }
        }
        return all;
    }

    private static List<Manifest> pods() throws IOException {
        return manifests().stream()
                .filter(each -> Set.of("StatefulSet", "Deployment").contains(each.kind()))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void isOfItsSchema(Manifest manifest) {
        assertThat(SCHEMAS).containsKey(manifest.kind());
        assertThat(manifest.content()).satisfies(SCHEMAS.get(manifest.kind()));
    }

    @Test
    void aMisspeltFieldWouldBeSeen() throws IOException {
        Manifest service = manifests().stream()
                .filter(each -> each.kind().equals("Service"))
                .findFirst()
                .orElseThrow();
        service.at("spec").addProperty("clusterIp", "None");

        assertThat(catchThrowable(() -> V1Service.validateJsonElement(service.content())))
                .hasMessageContaining("clusterIp");
    }

    @ParameterizedTest
    @MethodSource("pods")
    void setsOptionsThatItsCommandHas(Manifest manifest) {
        String name = manifest.container().getAsJsonArray("args").get(0).getAsString();
        CommandLine command = Objects.requireNonNull(
                CommandRunner.commandLine(new Cluster()).getSubcommands().get(name), name);
        Set<String> known = command.getCommandSpec().options().stream()
                .map(OptionSpec::longestName)
                .map(option -> "GANFLUX_"
                        + option.substring(2).toUpperCase(Locale.ROOT).replace('-', '_'))
                .collect(Collectors.toSet());

        List<String> set = new ArrayList<>();
        JsonArray variables = manifest.container().getAsJsonArray("env");
        variables.forEach(each -> set.add(each.getAsJsonObject().get("name").getAsString()));

        assertThat(known).containsAll(set);
        assertThat(set).contains("GANFLUX_SPARK");
    }

    @ParameterizedTest
    @MethodSource("pods")
    void runsWithoutRights(Manifest manifest) {
        JsonObject pod = manifest.at("spec", "template", "spec");
        assertThat(pod.get("automountServiceAccountToken").getAsBoolean()).isFalse();
        assertThat(pod.get("enableServiceLinks").getAsBoolean()).isFalse();
        assertThat(pod.getAsJsonObject("securityContext").get("runAsNonRoot").getAsBoolean())
                .isTrue();
        JsonObject container = manifest.container().getAsJsonObject("securityContext");
        assertThat(container.get("readOnlyRootFilesystem").getAsBoolean()).isTrue();
        assertThat(container.get("allowPrivilegeEscalation").getAsBoolean()).isFalse();
        assertThat(container.getAsJsonObject("capabilities").get("drop")).hasToString("[\"ALL\"]");
        assertThat(pod.toString()).contains("\"secretName\":\"ganflux-spark\"");
    }

    /** Each pod that the policy names is there, and each that is there is named. */
    @Test
    void thePolicyIsForAllOfTheCluster() throws IOException {
        Manifest policy = manifests().stream()
                .filter(each -> each.content().toString().contains("\"ganflux-cluster\""))
                .findFirst()
                .orElseThrow();
        JsonArray names = policy.at("spec", "podSelector")
                .getAsJsonArray("matchExpressions")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("values");
        List<String> pods = pods().stream()
                .map(each -> each.at("spec", "template", "metadata", "labels")
                        .get("app.kubernetes.io/name")
                        .getAsString())
                .toList();

        assertThat(names).extracting(JsonElement::getAsString).containsExactlyInAnyOrderElementsOf(pods);
    }
}

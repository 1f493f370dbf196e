package ganflux.ingest.upload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps what an upload gives. */
final class Received implements Upload.Receiver {
    final List<Part> parts = new ArrayList<>();
    final List<String> ignored = new ArrayList<>();
    final List<String> fields = new ArrayList<>();

    @Override
    public void part(Part part) {
        parts.add(part);
    }

    @Override
    public void ignored(String name) {
        ignored.add(name);
    }

    @Override
    public void field(String name, String value) {
        fields.add(name + "=" + value);
    }

    /** Names and contents. */
    List<String> parts() {
        return parts.stream()
                .map(part -> part.name() + "=" + new String(part.bytes(), StandardCharsets.UTF_8))
                .toList();
    }
}

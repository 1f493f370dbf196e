package ganflux.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.OnGap;
import ganflux.trainer.Model;
import ganflux.trainer.engine.EngineKind;
import ganflux.trainer.engine.EngineOptions;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.PresetReader;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SlotReaderTest {
    private static final Preset PRESET = PresetReader.read("tiny", "tiny.yaml", ClusterRig.PRESET);

    private static Round round(int steps, long budgetBytes) {
        EngineOptions engine = new EngineOptions(EngineKind.AUTO, 1);
        Round.Task task = new Round.Task(
                "tiny",
                ClusterRig.PRESET,
                1,
                1,
                engine,
                Map.of(),
                "t",
                OnGap.STOP,
                budgetBytes,
                1,
                1,
                Duration.ofMinutes(1));
        try (Model model = new Model(PRESET, 1, engine)) {
            return new Round(task, 1, steps, model.state());
        }
    }

    /** In strict order nothing follows before each partition has given a record: one that has no room would wait for ever. */
    @Test
    void readsNoMoreThanTwoRoundsAheadButARecordOfEachPartition() {
        Round small = round(16, 1L << 30);
        Round large = round(4_000_000, 1L << 30);

        assertThat(SlotReader.budget(small, PRESET, 1)).isEqualTo(8L << 20);
        assertThat(SlotReader.budget(small, PRESET, 16)).isEqualTo(128L << 20);
        assertThat(SlotReader.budget(large, PRESET, 1))
                .as("two rounds of 4,000,000 batches of four images of four bytes")
                .isEqualTo(2L * 4_000_000 * 4 * 4);
        assertThat(SlotReader.budget(round(16, 16L << 20), PRESET, 16))
                .as("what --buffer-mib allows")
                .isEqualTo(16L << 20);
    }
}

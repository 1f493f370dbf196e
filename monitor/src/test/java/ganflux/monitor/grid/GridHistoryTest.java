package ganflux.monitor.grid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import ganflux.stream.command.UserError;
import ganflux.stream.image.GridPng;
import ganflux.stream.image.ImageShape;
import ganflux.v1.SampleBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GridHistoryTest {
    @TempDir
    Path dir;

    private final GridHistory memory = GridHistory.inMemory();

    @Test
    void keepsEveryGridWhileThereIsRoom() {
        add(memory, "a", 10, 2560, 10);
        assertThat(memory.steps("a")).hasSize(GridHistory.MAX_GRIDS).startsWith(10L, 20L);
        assertThat(memory.png("a", 10)).contains(png(10));
        assertThat(memory.png("a", 11)).isEmpty();
    }

    @Test
    void spansADayEvenlyInBoundedNumber() {
        // A sample every 20 seconds at 200 steps a second.
        add(memory, "a", 4000, 17_280_000, 4000);
        List<Long> steps = memory.steps("a");
        assertThat(steps).hasSize(GridHistory.MAX_GRIDS).isSorted();
        assertThat(steps.get(0)).isEqualTo(4000);
        assertThat(steps.get(255)).isEqualTo(17_280_000);
        double even = 17_280_000.0 / 255;
        for (int i = 1; i < 255; i++) {
            assertThat(steps.get(i) - steps.get(i - 1)).isBetween((long) (even / 2.5), (long) (even * 2.5));
        }
    }

    @Test
    void keepsWithinItsBytes() {
        GridHistory tight = new GridHistory(new GridsInMemory(), 10L * png(1).length);
        add(tight, "a", 1, 100, 1);
        assertThat(tight.steps("a")).hasSize(10).startsWith(1L).endsWith(100L);
    }

    @Test
    void knowsAfterARestartWhatLiesInItsDirectory() throws IOException {
        add(GridHistory.in(dir), "a", 100, 500, 100);
        assertThat(dir.resolve("a").resolve("fixed-0000000300.png")).hasBinaryContent(png(300));
        Files.write(dir.resolve("a").resolve("fixed123.tmp"), new byte[] {1});
        Files.write(dir.resolve("a").resolve("notes.txt"), new byte[] {1});
        GridHistory again = GridHistory.in(dir);
        assertThat(again.steps("a")).containsExactly(100L, 200L, 300L, 400L, 500L);
        assertThat(again.png("a", 200)).contains(png(200));
        assertThat(dir.resolve("a").resolve("fixed123.tmp")).doesNotExist();
        assertThat(dir.resolve("a").resolve("notes.txt")).exists();
        // Kafka's tail is read again.
        add(again, "a", 300, 600, 100);
        assertThat(again.steps("a")).containsExactly(100L, 200L, 300L, 400L, 500L, 600L);
    }

    @Test
    void dropsWhatARewindMadeUntrue() {
        GridHistory files = GridHistory.in(dir);
        add(files, "a", 100, 500, 100);
        files.add(sample("a", 250, 1_000_000));
        assertThat(files.steps("a")).containsExactly(100L, 200L, 250L);
        assertThat(dir.resolve("a").resolve("fixed-0000000300.png")).doesNotExist();
    }

    @Test
    void forgetsMemoryAndLeavesFiles() {
        GridHistory files = GridHistory.in(dir);
        for (GridHistory history : List.of(memory, files)) {
            add(history, "a", 1, 3, 1);
            history.forget("a");
        }
        assertThat(memory.steps("a")).isEmpty();
        assertThat(files.steps("a")).hasSize(3);
    }

    @Test
    void staysInItsDirectoryWhateverARunIsCalled() throws IOException {
        List<String> names = List.of(
                "main",
                "Main",
                "..",
                ".",
                "../evil",
                "..\\evil",
                "/etc/evil",
                "a/b",
                "a_b",
                "a\0b",
                "C:evil",
                "é",
                "-",
                "con ",
                ".hidden",
                "x".repeat(64),
                "x".repeat(65),
                "y".repeat(5000),
                "%2e%2e");
        Path home = dir.resolve("history");
        GridHistory files = GridHistory.in(home);
        Set<String> directories = new HashSet<>();
        for (String name : names) {
            String directory = GridFiles.directoryName(name);
            assertThat(directory).as(name).matches("[a-z0-9_~-]{1,65}");
            assertThat(directories.add(directory)).as(name).isTrue();
            files.add(sample(name, 7, 7));
            assertThat(home.resolve(directory).resolve("fixed-0000000007.png")).isNotEmptyFile();
            assertThat(files.png(name, 7)).contains(png(7));
        }
        assertThat(GridFiles.directoryName("main")).isEqualTo("main");
        try (Stream<Path> outside = Files.list(dir);
                Stream<Path> inside = Files.walk(home)) {
            assertThat(outside).containsExactly(home);
            assertThat(inside.filter(Files::isRegularFile)).hasSize(names.size());
        }
    }

    @Test
    void saysThatItsDirectoryCannotBeWritten() throws IOException {
        Path file = Files.write(dir.resolve("file"), new byte[] {1});
        assertThatThrownBy(() -> GridHistory.in(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--history " + file)
                .hasMessageContaining("give a directory");
    }

    private static void add(GridHistory history, String run, long from, long to, long by) {
        for (long step = from; step <= to; step += by) {
            history.add(sample(run, step, step));
        }
    }

    /** Four images of one pixel each, all as bright as the step's last two digits. */
    private static SampleBatch sample(String run, long step, long atMs) {
        byte pixel = (byte) (step % 100);
        return SampleBatch.newBuilder()
                .setRunId(run)
                .setStep(step)
                .setCreatedAtMs(atMs)
                .setChannels(1)
                .setHeight(1)
                .setWidth(1)
                .setFixedFakes(ByteString.copyFrom(new byte[] {pixel, pixel, pixel, pixel}))
                .build();
    }

    private static byte[] png(long step) {
        return GridPng.encode(sample("a", step, 0).getFixedFakes().toByteArray(), new ImageShape(1, 1, 1));
    }
}

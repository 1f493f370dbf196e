package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ganflux.stream.command.UsageError;
import ganflux.stream.command.UserError;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Images of one pixel, whose brightness tells which file it was. */
@Timeout(30)
class WatchedFolderTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @TempDir
    Path temp;

    private Path dir = Path.of("");
    private SourceOptions options = SourceOptions.defaults();

    @BeforeEach
    void makeFolder() throws IOException {
        dir = Files.createDirectory(temp.resolve("in"));
        options = SourceOptions.defaults()
                .withShape(new ImageShape(1, new ImageSize(1, 1)))
                .withArrivals(ArrivalOptions.defaults().withSettle(Duration.ofMillis(300)));
    }

    @Test
    void givesEachFileOnceInTheOrderInWhichItWasFound() throws Exception {
        put("b.png", 2);
        put("a.png", 1);
        try (WatchedFolder source = open()) {
            source.seek(0);
            assertThat(numbersAndBrightness(source.await(10))).containsExactly("0:1", "1:2");

            put("0.png", 3);
            assertThat(numbersAndBrightness(source.await(10))).containsExactly("2:3");

            put("new/sub/c.png", 4);
            assertThat(numbersAndBrightness(source.await(10))).containsExactly("3:4");
        }
    }

    @Test
    void goesOnBehindAnyNumberAfterARestart() throws Exception {
        put("b.png", 2);
        put("c.png", 3);
        String id;
        try (WatchedFolder source = open()) {
            source.seek(0);
            assertThat(source.isNew()).isTrue();
            id = source.id();
            source.await(10);
        }
        put("a.png", 1); // It sorts before, and must not move the others.
        try (WatchedFolder source = open()) {
            assertThat(source.isNew()).isFalse();
            assertThat(source.id()).isEqualTo(id).startsWith("watch:in,list=");
            source.seek(1);
            List<Image> first = source.await(10);
            assertThat(numbersAndBrightness(first)).containsExactly("1:3");
            assertThat(numbersAndBrightness(source.await(10))).containsExactly("2:1");
            assertThat(numbersAndBrightness(source.again(0, 1).toStream().toList()))
                    .containsExactly("0:2", "1:3");
        }
    }

    /** Both names are the same text here, and neither leads back to its file. */
    @Test
    void passesOverNamesInAnotherEncoding() throws Exception {
        put("a.png", 1);
        Process copies = new ProcessBuilder(
                        "sh", "-c", "cp a.png \"$(printf 'b\\344.png')\"; cp a.png \"$(printf 'b\\366.png')\"")
                .directory(dir.toFile())
                .start();
        assertThat(copies.waitFor()).isZero();
        try (Stream<Path> files = Files.list(dir)) {
            assertThat(files).hasSize(3);
        }
        try (WatchedFolder source = open()) {
            source.seek(0);
            assertThat(numbersAndBrightness(source.await(10))).containsExactly("0:1");
            put("c.png", 2);
            assertThat(numbersAndBrightness(source.await(10))).containsExactly("1:2");
            assertThat(source.skipped().count()).isZero();
        }
    }

    @Test
    void waitsForFilesThatAreBeingWritten() throws Exception {
        byte[] png = png(7);
        Path slow = Files.write(dir.resolve("slow.png"), List.of("the first of it"));
        try (WatchedFolder source = open()) {
            source.seek(0);
            WatchScan scan = new WatchScan(dir, Duration.ofMinutes(1), Clock.systemUTC());
            assertThat(scan.look(file -> false).finished()).isEmpty();
            assertThat(scan.sawUnfinished()).isTrue();

            Files.write(slow, png);
            assertThat(numbersAndBrightness(source.await(10))).containsExactly("0:7");
            assertThat(source.skipped().count()).isZero();
        }
    }

    @Test
    void aFileFromTheFutureIsFinishedWhenItHasNotChangedForAWhile() throws IOException {
        Path file = put("a.png", 1);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(3600)));
        Ticking clock = new Ticking();
        WatchScan scan = new WatchScan(dir, Duration.ofSeconds(2), clock);

        assertThat(scan.look(known -> false).finished()).isEmpty();
        clock.now = clock.now.plusSeconds(1);
        assertThat(scan.look(known -> false).finished()).isEmpty();
        clock.now = clock.now.plusSeconds(1);
        assertThat(scan.look(known -> false).finished())
                .singleElement()
                .extracting(FoundFile::path)
                .isEqualTo("a.png");
    }

    @Test
    void passesOverWhatIsHiddenUnfinishedEmptyOrNoImage() throws Exception {
        for (String name : List.of(".hidden.png", ".folder/a.png", "a.png.part", "b.png.tmp", "c.tmp", "notes.txt")) {
            put(name, 9);
        }
        Files.createFile(dir.resolve("empty.png"));
        Files.setLastModifiedTime(dir.resolve("empty.png"), FileTime.from(LONG_AGO));
        Path moved = put("x.part", 5);
        try (WatchedFolder source = open()) {
            source.seek(0);
            Files.move(moved, dir.resolve("x.png"));
            assertThat(numbersAndBrightness(source.await(10))).containsExactly("0:5");
        }
    }

    @Test
    void aFileDeletedBeforeItWasSentIsCountedAndNamed() throws Exception {
        Path gone = put("a.png", 1);
        put("b.png", 2);
        put("c.png", 3);
        try (WatchedFolder source = open()) {
            source.seek(0);
            assertThat(numbersAndBrightness(source.await(1))).containsExactly("0:1");
        }
        Files.delete(gone);
        Files.delete(dir.resolve("b.png"));
        try (WatchedFolder source = open()) {
            source.seek(0); // The first image did not reach the topic either.
            assertThat(numbersAndBrightness(source.await(10))).containsExactly("2:3");
            assertThat(source.skipped().count()).isEqualTo(2);
            assertThat(source.skipped().names())
                    .containsExactly(gone.toString(), dir.resolve("b.png").toString());
        }
    }

    @Test
    void aFileWrittenAnewIsAnotherImage() throws Exception {
        put("a.png", 1);
        try (WatchedFolder source = open()) {
            source.seek(0);
            source.await(10);
            Files.setLastModifiedTime(put("a.png", 2), FileTime.from(LONG_AGO.plusSeconds(1)));

            assertThat(numbersAndBrightness(source.await(10))).containsExactly("1:2");
            assertThat(source.again(0, 0).toStream()).isEmpty();
            assertThat(source.skipped().count()).isEqualTo(1);
        }
    }

    @Test
    void subFoldersAreLabelsForGood() throws Exception {
        put("cat/1.png", 1);
        put("dog/1.png", 2);
        put("7/1.png", 3);
        put("1.png", 4);
        put("-5/1.png", 4); // no label, and no reason to fail
        try (WatchedFolder source = open()) {
            source.seek(0);
            assertThat(source.await(10)).extracting(Image::label).containsExactly(-1, -1, 7, 0, 1);
        }
        put("ape/1.png", 5);
        try (WatchedFolder source = open()) {
            source.seek(3);
            List<Image> images = new ArrayList<>(source.await(10));
            images.addAll(source.await(10));
            assertThat(images).extracting(Image::label).containsExactly(0, 1, 2);
        }
    }

    @Test
    void aLineThatACrashCutOffIsForgotten() throws Exception {
        put("a.png", 1);
        try (WatchedFolder source = open()) {
            source.seek(0);
            source.await(10);
        }
        Files.writeString(dir.resolve(".ganflux/files"), "77 15778", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
        put("b\nc d\\.png", 2);
        for (int start = 0; start < 2; start++) {
            try (WatchedFolder source = open()) {
                source.seek(1);
                assertThat(numbersAndBrightness(source.await(10))).containsExactly("1:2");
            }
        }
    }

    @Test
    void aListThatIsDamagedOrSomethingElseIsRefused() throws Exception {
        put("a.png", 1);
        open().close();
        Path list = dir.resolve(".ganflux/files");
        Files.writeString(list, "nonsense\n", StandardOpenOption.APPEND);
        assertThatThrownBy(this::open)
                .isInstanceOf(UserError.class)
                .hasMessageContaining(list + " is damaged in line 2;");

        Files.writeString(list, "shopping list\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is not a list of watched files of this version; give another directory");
    }

    @Test
    void aListThatKnowsLessThanTheTopicIsRefused() throws Exception {
        put("a.png", 1);
        try (WatchedFolder source = open()) {
            assertThatThrownBy(() -> source.seek(5))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("the topic has images up to number 4 of watch:in")
                    .hasMessageContaining("but the list of files has only 0; give the --state of the earlier run");
        }
    }

    @Test
    void oneAtATimeKeepsTheList() throws Exception {
        try (WatchedFolder source = open()) {
            assertThat(source.arrives()).isTrue();
            assertThatThrownBy(this::open)
                    .isInstanceOf(UserError.class)
                    .hasMessage("--state " + dir.resolve(".ganflux")
                            + " is in use by another ingest; stop it, or give another directory");
        }
        open().close();
    }

    @Test
    void whoeverWaitsIsWokenWhenItStops() throws Exception {
        try (WatchedFolder source = open()) {
            source.seek(0);
            Thread stopper = new Thread(source::stop);
            stopper.start();
            assertThat(source.await(10)).isEmpty();
            stopper.join();
        }
    }

    @Test
    void mistakesGetOneLine() throws IOException {
        Path missing = temp.resolve("missing");
        assertThatThrownBy(() -> new DataSpec.Watch(missing).open(options))
                .isInstanceOf(UserError.class)
                .hasMessage("folder " + missing + " does not exist; give a folder with PNG, JPEG, BMP or GIF files");
        assertThatThrownBy(() -> new DataSpec.Watch(dir).open(options.withLoop(true)))
                .isInstanceOf(UsageError.class)
                .hasMessage("--loop does not go with --data watch, whose images come as they come; leave it out");
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> new DataSpec.Watch(dir)
                        .open(options.withArrivals(ArrivalOptions.defaults().withState(file))))
                .isInstanceOf(UserError.class)
                .hasMessageStartingWith("--state " + file + " cannot be written (")
                .hasMessageEndingWith("; give a directory that this user may write");
    }

    private WatchedFolder open() {
        return (WatchedFolder) new DataSpec.Watch(dir).open(options);
    }

    private static List<String> numbersAndBrightness(List<Image> images) {
        return images.stream()
                .map(image -> image.id() + ":" + image.pixels()[0])
                .toList();
    }

    /** A file that was finished long ago. */
    private Path put(String name, int brightness) throws IOException {
        Path file = dir.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, png(brightness));
        return Files.setLastModifiedTime(file, FileTime.from(LONG_AGO));
    }

    private static byte[] png(int brightness) throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, brightness);
        return Pictures.encode(image, "png");
    }

    /** Stands still until it is moved. */
    private static final class Ticking extends Clock {
        private Instant now = Instant.now();

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return java.time.ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }
}

package ganflux.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;

import ganflux.stream.command.UserError;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.test.StepVerifier;

class DataSetSourceTest {
    private final SourceOptions once = SourceOptions.defaults();

    @Test
    void givesAFiniteSetOnceInItsOrder() {
        List<Image> images = take(new DataSetSource(new Numbers(5), "numbers", once), 0, 100);

        assertThat(images).extracting(Image::id).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(images).extracting(image -> (int) image.pixels()[0]).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void loopsWithIdsThatGoOnGrowing() {
        List<Image> images = take(new DataSetSource(new Numbers(3), "numbers", once.withLoop(true)), 2, 5);

        assertThat(images).extracting(Image::id).containsExactly(2L, 3L, 4L, 5L, 6L);
        assertThat(images).extracting(Image::label).containsExactly(2, 0, 1, 2, 0);
    }

    @Test
    void eachShuffledPassTakesEveryImageOnceInAnotherOrder() {
        DataSetSource source = new DataSetSource(
                new Numbers(100), "numbers", once.withLoop(true).withShuffle(true));
        List<Integer> labels = take(source, 0, 300).stream().map(Image::label).toList();
        List<Integer> all = IntStream.range(0, 100).boxed().toList();

        for (int pass = 0; pass < 3; pass++) {
            assertThat(labels.subList(pass * 100, pass * 100 + 100))
                    .containsExactlyInAnyOrderElementsOf(all)
                    .isNotEqualTo(all);
        }
        assertThat(labels.subList(0, 100)).isNotEqualTo(labels.subList(100, 200));
    }

    @Test
    void aShuffledStreamStartsAnywhereAndDependsOnTheSeed() {
        SourceOptions shuffled = once.withLoop(true).withShuffle(true);
        List<Image> fromTheStart = take(new DataSetSource(new Numbers(10), "numbers", shuffled), 0, 40);
        List<Image> fromTheMiddle = take(new DataSetSource(new Numbers(10), "numbers", shuffled), 17, 23);
        DataSetSource otherSeed = new DataSetSource(new Numbers(10), "numbers", shuffled.withSeed(2));

        assertThat(fromTheMiddle).isEqualTo(fromTheStart.subList(17, 40));
        assertThat(take(otherSeed, 0, 40)).isNotEqualTo(fromTheStart);
        assertThat(otherSeed.id()).isEqualTo("numbers,shuffle=2");
    }

    @Test
    void aPermutationIsFair() {
        int[][] counts = new int[5][5];
        for (int pass = 0; pass < 10_000; pass++) {
            int[] order = DataSetSource.permutation(5, 1, pass);
            for (int place = 0; place < 5; place++) {
                counts[place][order[place]]++;
            }
        }

        for (int[] row : counts) {
            IntStream.of(row).forEach(count -> assertThat(count).isBetween(1_840, 2_160)); // four deviations of 40
        }
    }

    @Test
    void anUnreadableImageIsReportedOnceAndShiftsNoOther() {
        Numbers numbers = new Numbers(4, 1);
        DataSetSource source = new DataSetSource(numbers, "numbers", once.withLoop(true));

        List<Image> images = take(source, 0, 7);

        assertThat(images).extracting(Image::id).containsExactly(0L, 2L, 3L, 4L, 6L, 7L, 8L);
        assertThat(images).extracting(Image::label).containsExactly(0, 2, 3, 0, 2, 3, 0);
        assertThat(source.skipped().count()).isEqualTo(1);
        assertThat(source.skipped().names()).containsExactly("number 1");
        assertThat(numbers.read).filteredOn(item -> item == 1).hasSize(1);
    }

    @Test
    void nothingReadableIsAnErrorEvenInALoop() {
        DataSetSource source = new DataSetSource(new Numbers(2, 0, 1), "numbers", once.withLoop(true));

        StepVerifier.create(source.images(0))
                .expectErrorSatisfies(error -> assertThat(error)
                        .isInstanceOf(UserError.class)
                        .hasMessage("none of the 2 images can be read, the first being number 0; give PNG, JPEG, BMP"
                                + " or GIF files"))
                .verify();
    }

    @Test
    void readsNothingThatIsNotAskedFor() {
        Numbers numbers = new Numbers(1_000);

        StepVerifier.create(new DataSetSource(numbers, "numbers", once).images(0), 0)
                .expectSubscription()
                .thenRequest(3)
                .expectNextCount(3)
                .then(() -> assertThat(numbers.read).hasSize(3))
                .thenRequest(4)
                .expectNextCount(4)
                .then(() -> assertThat(numbers.read).hasSize(7))
                .thenCancel()
                .verify();
    }

    @Test
    void startsBeyondTheEndOfAFiniteSetWithNothing() {
        StepVerifier.create(new DataSetSource(new Numbers(3), "numbers", once).images(3))
                .verifyComplete();
    }

    private static List<Image> take(ImageSource source, long first, int count) {
        return source.images(first).take(count).toStream().toList();
    }

    /** Images of one pixel whose value and label are their number. */
    private static final class Numbers implements ImageSet {
        private final int size;
        private final Set<Integer> unreadable;
        private final List<Integer> read = new ArrayList<>();

        Numbers(int size, Integer... unreadable) {
            this.size = size;
            this.unreadable = Set.of(unreadable);
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public ImageShape shape() {
            return new ImageShape(1, new ImageSize(1, 1));
        }

        @Override
        public int label(int item) {
            return item;
        }

        @Override
        public String name(int item) {
            return "number " + item;
        }

        @Override
        public byte[] pixels(int item) throws IOException {
            read.add(item);
            if (unreadable.contains(item)) {
                throw new IOException("broken");
            }
            return new byte[] {(byte) item};
        }
    }
}

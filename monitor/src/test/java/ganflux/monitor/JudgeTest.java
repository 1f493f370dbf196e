package ganflux.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import ganflux.stream.image.ImageShape;
import ganflux.stream.image.Thumbnails;
import ganflux.v1.Evaluation;
import ganflux.v1.MetricValue;
import ganflux.v1.SampleBatch;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final int SIDE = 12;

    private final AtomicLong now = new AtomicLong();
    private final AtomicLong worked = new AtomicLong();
    /** Every look at the work done adds a millisecond: so long an evaluation seems to take. */
    private final Judge judge = new Judge(now::get, () -> worked.addAndGet(1_000_000));

    private static SampleBatch sample(String run, long step) {
        return SampleBatch.newBuilder()
                .setRunId(run)
                .setStep(step)
                .setCreatedAtMs(step * 1000)
                .setChannels(1)
                .setHeight(SIDE)
                .setWidth(SIDE)
                .setFreshFakes(noise(64, 2 * step))
                .setReals(noise(256, 2 * step + 1))
                .build();
    }

    private static ByteString noise(int images, long seed) {
        byte[] pixels = new byte[images * SIDE * SIDE];
        new Random(seed).nextBytes(pixels);
        return ByteString.copyFrom(pixels);
    }

    @Test
    void measuresASampleAndSaysWhere() {
        Judge.Judgement judgement = judge.take(sample("a", 7), true).orElseThrow();

        Evaluation evaluation = judgement.evaluation();
        assertThat(evaluation.getRunId()).isEqualTo("a");
        assertThat(evaluation.getStep()).isEqualTo(7);
        assertThat(evaluation.getAtMs()).isEqualTo(7000);
        assertThat(evaluation.getFakes()).isEqualTo(64);
        assertThat(evaluation.getReals()).isEqualTo(192);
        assertThat(evaluation.getMetricsList()).extracting(MetricValue::getName).contains("coverage", "vendi_ratio");
        assertThat(evaluation.getMetricsList()).allSatisfy(metric -> {
            assertThat(metric.getValue()).isFinite();
            assertThat(metric.getResamples()).as("few resamples make no band").isZero();
            assertThat(metric.getLow()).isNaN();
        });
        assertThat(judgement.finding().collapse()).isEmpty();
    }

    /** Of large images as of the same ones in full, were there as many: the evaluator makes the same of them. */
    @Test
    void measuresReducedImagesAsThoseInFull() {
        ImageShape shape = new ImageShape(1, 50, 70);
        Thumbnails thumbnails = new Thumbnails(shape);
        byte[] fakes = new byte[64 * shape.bytes()];
        byte[] reals = new byte[256 * shape.bytes()];
        new Random(1).nextBytes(fakes);
        new Random(2).nextBytes(reals);
        SampleBatch inFull = sample("a", 7).toBuilder()
                .setHeight(50)
                .setWidth(70)
                .setFreshFakes(ByteString.copyFrom(fakes))
                .setReals(ByteString.copyFrom(reals))
                .build();
        SampleBatch reduced = inFull.toBuilder()
                .setRunId("b")
                .setFreshFakes(inFull.getFreshFakes().substring(0, 3 * shape.bytes()))
                .setReals(inFull.getReals().substring(0, 3 * shape.bytes()))
                .setReduction(thumbnails.factor())
                .setReducedFakes(ByteString.copyFrom(thumbnails.of(fakes)))
                .setReducedReals(ByteString.copyFrom(thumbnails.of(reals)))
                .build();

        Evaluation ofAll = judge.take(inFull, true).orElseThrow().evaluation();
        Evaluation ofReduced = judge.take(reduced, true).orElseThrow().evaluation();

        assertThat(ofReduced.getFakes()).isEqualTo(64);
        assertThat(ofReduced.toBuilder().setRunId("a").build()).isEqualTo(ofAll);
    }

    @Test
    void restsAfterAnEvaluationAndTakesRealsMeanwhile() {
        assertThat(judge.take(sample("a", 1), true)).isPresent();
        assertThat(judge.take(sample("a", 2), true)).isEmpty();
        now.addAndGet(39_000_000);
        assertThat(judge.take(sample("a", 3), true)).isEmpty();
        now.addAndGet(2_000_000);
        Optional<Judge.Judgement> later = judge.take(sample("a", 4), true);
        assertThat(later).isPresent();
    }

    @Test
    void oneRunsRestIsNotAnothers() {
        assertThat(judge.take(sample("a", 1), true)).isPresent();
        assertThat(judge.take(sample("b", 1), true)).isPresent();
        assertThat(judge.take(sample("a", 2), true)).isEmpty();
    }

    @Test
    void onlyTakesRealsWhereNothingIsToBeMeasured() {
        assertThat(judge.take(sample("a", 1), false)).isEmpty();
        assertThat(judge.take(sample("a", 2), true)).isPresent();
    }

    @Test
    void beginsAnewWhereTheShapeChangesAndForgets() {
        assertThat(judge.take(sample("a", 1), true)).isPresent();
        now.addAndGet(30_000_000);
        SampleBatch wide = sample("a", 2).toBuilder()
                .setHeight(SIDE / 2)
                .setWidth(2 * SIDE)
                .build();
        assertThat(judge.take(wide, true)).isPresent();
        judge.forget("a");
        now.addAndGet(60_000_000);
        SampleBatch few = sample("a", 3).toBuilder().setReals(noise(8, 1)).build();
        assertThat(judge.take(few, true)).as("too few reals are known").isEmpty();
    }

    /** Its name is the same, its step is not: what the first one reached says nothing of the second. */
    @Test
    void beginsAnewWithAnotherRunOfTheSameName() {
        assertThat(judge.take(sample("a", 100), true)).isPresent();
        now.addAndGet(60_000_000);
        assertThat(judge.take(sample("a", 101).toBuilder().setReals(noise(8, 1)).build(), true))
                .isPresent();
        now.addAndGet(60_000_000);
        SampleBatch few = sample("a", 1).toBuilder().setReals(noise(8, 1)).build();
        assertThat(judge.take(few, true)).as("too few reals are known").isEmpty();
    }

    /** Images whose upper half, or lower half, is bright: classes 0 and 1 in turn. Every fake is asked to be of class 0. */
    @Test
    void comparesTheClassesOfFakesWithThoseAskedFor() {
        Evaluation last = Evaluation.getDefaultInstance();
        for (int step = 1; step <= 6; step++) {
            now.addAndGet(60_000_000);
            SampleBatch.Builder sample =
                    sample("a", step).toBuilder().setReals(halves(256, step)).setFreshFakes(halves(64, -step));
            for (int i = 0; i < 256; i++) {
                sample.addRealLabels(i % 2);
            }
            for (int i = 0; i < 64; i++) {
                sample.addFreshLabels(0);
            }
            last = judge.take(sample.build(), true).orElseThrow().evaluation();
            assertThat(last.hasClassAgreement()).isEqualTo(last.getClassesCount() > 0);
        }
        assertThat(last.getClassAgreement()).isEqualTo(.5);

        now.addAndGet(60_000_000);
        assertThat(judge.take(sample("a", 7), true).orElseThrow().evaluation().hasClassAgreement())
                .as("nothing was asked for")
                .isFalse();
    }

    private static ByteString halves(int images, long seed) {
        Random random = new Random(seed);
        byte[] pixels = new byte[images * SIDE * SIDE];
        for (int i = 0; i < pixels.length; i++) {
            boolean upper = i % (SIDE * SIDE) < SIDE * SIDE / 2;
            boolean first = i / (SIDE * SIDE) % 2 == 0;
            pixels[i] = (byte) (random.nextInt(60) + (upper == first ? 180 : 0));
        }
        return ByteString.copyFrom(pixels);
    }
}

package ganflux.monitor;

import ganflux.monitor.diversity.online.Metric;
import ganflux.v1.ClassShare;
import ganflux.v1.Evaluation;
import ganflux.v1.MetricValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Evaluations and histograms as those of a run that learns nine of ten classes. */
final class SimulatedEvaluation {
    private static final int BINS = 20;
    private static final int BATCH = 64;
    private static final int FIRST_BAND = 400;
    private static final int FIRST_CLASSES = 800;

    private static final Set<Metric> OF_CLASSES = EnumSet.range(Metric.CAPTURED_CLASSES, Metric.CLASS_SCORE);

    private static final Set<Metric> ABSENT =
            EnumSet.of(Metric.BIRTHDAY_SUPPORT, Metric.CAPTURED_MODES, Metric.HIGH_QUALITY);

    private SimulatedEvaluation() {}

    /** The scores of a batch around {@code mean}, counted in 20 bins. */
    static List<Integer> bins(double mean, Random noise) {
        int[] counts = new int[BINS];
        for (int i = 0; i < BATCH; i++) {
            double logit = Math.log(mean / (1 - mean)) + 1.2 * noise.nextGaussian();
            counts[Math.min(BINS - 1, (int) (BINS / (1 + Math.exp(-logit))))]++;
        }
        List<Integer> all = new ArrayList<>();
        for (int count : counts) {
            all.add(count);
        }
        return all;
    }

    static Evaluation of(String run, long step, long atMs) {
        Random noise = new Random(step * 17 + 3);
        double learned = 1 - Math.exp(-step / 900.0);
        Evaluation.Builder message = Evaluation.newBuilder()
                .setVersion(1)
                .setRunId(run)
                .setStep(step)
                .setAtMs(atMs)
                .setFakes(128)
                .setReals(384)
                .setClassifierAccuracy(Math.min(.97, .3 + step / 1200.0));
        boolean classes = step >= FIRST_CLASSES;
        for (Metric metric : Metric.values()) {
            if ((!classes && OF_CLASSES.contains(metric)) || ABSENT.contains(metric)) {
                continue;
            }
            message.addMetrics(value(metric, learned, step >= FIRST_BAND, noise));
        }
        for (int label = 0; classes && label < 10; label++) {
            double fakes = label == 7 ? .004 : .1107 + .02 * Math.sin(label * 2.1 + step / 400.0);
            message.addClasses(ClassShare.newBuilder()
                    .setLabel(label)
                    .setFakes(fakes)
                    .setReals(.1 + .012 * Math.cos(label * 1.7)));
        }
        return message.build();
    }

    private static MetricValue value(Metric metric, double learned, boolean calibrated, Random noise) {
        double median = median(metric);
        double half = halfBand(metric);
        double start = metric.bad() == Metric.Bad.LOW ? .15 * median : median + 12 * half;
        // Two metrics stay short of their bands, as those of a real run do; one lies beyond.
        double end = metric == Metric.RECALL
                ? median - 2 * half
                : metric == Metric.MS_SSIM_EXCESS ? median + 2 * half : median;
        end = metric == Metric.DENSITY ? median + 1.8 * half : end;
        double wobble = .35 * half * noise.nextGaussian();
        MetricValue.Builder value =
                MetricValue.newBuilder().setName(metric.id()).setValue(start + (end - start) * learned + wobble);
        double nan = Double.NaN;
        return calibrated
                ? value.setLow(median - half)
                        .setMedian(median)
                        .setHigh(median + half)
                        .setResamples(60)
                        .build()
                : value.setLow(nan).setMedian(nan).setHigh(nan).build();
    }

    private static double median(Metric metric) {
        return switch (metric) {
            case PRECISION, RECALL -> .86;
            case COVERAGE -> .94;
            case KID, DATA_DRIFT, MS_SSIM_EXCESS -> 0;
            case FRECHET_DISTANCE -> 14;
            case DIFFERENT_BINS, JSD -> .06;
            case DUPLICATE_PAIRS -> 3;
            case CAPTURED_CLASSES, EFFECTIVE_MODES, EFFECTIVE_MODES_ORDER_2, CLASS_SCORE -> 8.8;
            case CLASS_KL -> .03;
            default -> 1;
        };
    }

    private static double halfBand(Metric metric) {
        return switch (metric) {
            case FRECHET_DISTANCE, DUPLICATE_PAIRS -> 2.5;
            case CAPTURED_CLASSES, EFFECTIVE_MODES, EFFECTIVE_MODES_ORDER_2, CLASS_SCORE -> .5;
            case KID, DATA_DRIFT -> .004;
            case DIFFERENT_BINS, JSD, CLASS_KL -> .02;
            default -> .05;
        };
    }
}

package ganflux.monitor;

import com.google.protobuf.ByteString;
import ganflux.v1.Evaluation;
import ganflux.v1.PipelineState;
import ganflux.v1.SampleBatch;
import ganflux.v1.StepReport;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.util.Random;

/**
 * Reports and samples as a training run would send them, from nothing but a seed: noisy losses that settle, scores that
 * approach each other, strokes that grow out of noise.
 */
public final class SimulatedRun {
    public static final int SIDE = 28;
    public static final int IMAGES = 64;
    /** 25 steps a second. */
    public static final long STEP_MS = 40;

    private static final int BATCH = 64;
    private static final double STEP_SECONDS = .02;

    private final String run;
    private final long startedAtMs;

    public SimulatedRun(String run, long startedAtMs) {
        this.run = run;
        this.startedAtMs = startedAtMs;
    }

    /** When a step ends, after 20 ms of work and 20 ms of waiting. */
    public long finishedAtMs(long step) {
        return startedAtMs + step * STEP_MS;
    }

    public StepReport report(long step) {
        Random noise = new Random(step * 31 + run.hashCode());
        double settled = 1 - Math.exp(-step / 600.0);
        double swing = .06 * Math.sin(step / 170.0);
        double d = .2 + .45 * settled + swing + .035 * noise.nextGaussian();
        double g = 2.6 - 1.75 * settled - 1.6 * swing + .09 * noise.nextGaussian();
        double real = clamp(.93 - .35 * settled - swing + .025 * noise.nextGaussian());
        double fake = clamp(.07 + .34 * settled + swing + .025 * noise.nextGaussian());
        return StepReport.newBuilder()
                .setVersion(1)
                .setRunId(run)
                .setPreset("mlp-mnist")
                .setStep(step)
                .setImagesSeen(step * BATCH)
                .setFinishedAtMs(finishedAtMs(step))
                .setDiscriminatorLoss(Math.max(.01, d))
                .setGeneratorLoss(Math.max(.01, g))
                .setRealScore(real)
                .setFakeScore(fake)
                .setGeneratorScore(clamp(fake * .92 + .01 * noise.nextGaussian()))
                .setDiscriminatorGradientNorm(.4 + .1 * noise.nextDouble())
                .setGeneratorGradientNorm(.9 + .3 * noise.nextDouble())
                .setStepSeconds(STEP_SECONDS + .004 * noise.nextDouble())
                .setWaitSeconds(.002)
                .setBatchSize(BATCH)
                .setPipeline(pipeline(step, noise))
                .addAllRealScoreBins(SimulatedEvaluation.bins(real, noise))
                .addAllFakeScoreBins(SimulatedEvaluation.bins(fake, noise))
                .build();
    }

    /** What a monitor would measure on the step's sample. */
    public Evaluation evaluation(long step) {
        return SimulatedEvaluation.of(run, step, finishedAtMs(step));
    }

    private PipelineState pipeline(long step, Random noise) {
        long checkpoint = step / 500 * 500;
        return PipelineState.newBuilder()
                .setLagRecords((long) (40 + 25 * Math.sin(step / 90.0) + noise.nextInt(8)))
                .setBufferedBytes(9_400_000 + noise.nextInt(3_000_000))
                .setBudgetBytes(64L << 20)
                .setBufferedRecords(30)
                .setDataAgeSeconds(1.5 + noise.nextDouble())
                .setCheckpointStep(checkpoint)
                .setCheckpointAtMs(checkpoint == 0 ? 0 : finishedAtMs(checkpoint))
                .build();
    }

    public SampleBatch sample(long step) {
        double learned = 1 - Math.exp(-step / 700.0);
        return SampleBatch.newBuilder()
                .setVersion(1)
                .setRunId(run)
                .setPreset("mlp-mnist")
                .setStep(step)
                .setCreatedAtMs(finishedAtMs(step))
                .setChannels(1)
                .setHeight(SIDE)
                .setWidth(SIDE)
                .setFixedFakes(strokes(7, learned, step))
                .setFreshFakes(strokes(step, learned, step))
                .setReals(strokes(step + 1_000_003, 1, step))
                .build();
    }

    private static ByteString strokes(long seed, double learned, long step) {
        Random shape = new Random(seed);
        Random noise = new Random(seed ^ step * 7919);
        ByteString.Output out = ByteString.newOutput(IMAGES * SIDE * SIDE);
        for (int i = 0; i < IMAGES; i++) {
            byte[] drawn = digit(shape);
            for (byte pixel : drawn) {
                double clean = (pixel & 0xff) / 255.0;
                double rough = noise.nextDouble() < .12 ? noise.nextDouble() : .1 * noise.nextDouble();
                out.write((int) (255 * clamp(clean * Math.sqrt(learned) + rough * (1 - learned))));
            }
        }
        return out.toByteString();
    }

    /** A stroke that resembles a digit: a bent line or a loop, slanted and moved. */
    private static byte[] digit(Random random) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setColor(Color.WHITE);
        pen.setStroke(new BasicStroke(2 + 1.4f * random.nextFloat(), BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        AffineTransform slant = AffineTransform.getTranslateInstance(random.nextGaussian(), random.nextGaussian());
        slant.shear(-.25 * random.nextDouble(), 0);
        slant.translate(3, 0);
        pen.transform(slant);
        pen.draw(path(random.nextInt(6)));
        pen.dispose();
        return ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    }

    private static Path2D path(int kind) {
        Path2D path = new Path2D.Double();
        switch (kind) {
            case 0 -> ring(path, 14, 14, 5.5, 8);
            case 1 -> {
                path.moveTo(14, 5);
                path.lineTo(14, 23);
            }
            case 2 -> {
                path.moveTo(9, 9);
                path.curveTo(10, 3, 20, 4, 18, 11);
                path.lineTo(9, 22);
                path.lineTo(20, 22);
            }
            case 3 -> {
                path.moveTo(9, 7);
                path.curveTo(20, 3, 20, 13, 13, 13);
                path.curveTo(22, 13, 20, 25, 8, 21);
            }
            case 4 -> {
                path.moveTo(9, 6);
                path.lineTo(19, 6);
                path.lineTo(12, 23);
            }
            default -> {
                ring(path, 14, 9.5, 4.2, 4);
                ring(path, 14, 18, 5, 4.6);
            }
        }
        return path;
    }

    private static void ring(Path2D path, double x, double y, double rx, double ry) {
        path.append(new java.awt.geom.Ellipse2D.Double(x - rx, y - ry, 2 * rx, 2 * ry), false);
    }

    private static double clamp(double value) {
        return Math.min(1, Math.max(0, value));
    }
}

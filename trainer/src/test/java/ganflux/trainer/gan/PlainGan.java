package ganflux.trainer.gan;

import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.PlainAdam;
import ganflux.trainer.engine.PlainMlp;
import ganflux.trainer.preset.Condition.Kind;
import ganflux.trainer.preset.GradientPenalty;
import ganflux.trainer.preset.InstanceNoise;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Schedule.Fakes;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The alternating step of algorithm 1 (Goodfellow et al. 2014) written as its formulas: two objectives, each a function
 * of one player's parameters, descended by numeric differentiation and Adam. Double precision, plain loops, no backward
 * pass. A step numbers its draws from 0: one for each batch of noise and one for each training pass.
 */
final class PlainGan {
    /** The generator's parameters. */
    final double[] theta;

    /** The discriminator's parameters. */
    final double[] phi;

    private final Preset preset;
    private final PlainMlp generator;
    private final PlainMlp discriminator;
    private final long seed;
    private final PlainAdam generatorAdam;
    private final PlainAdam discriminatorAdam;
    private final PlainHeads heads;
    private HeadFigures headFigures = PlainHeads.NONE;

    /** Starts from copies of the players' parameters. */
    PlainGan(
            Preset preset,
            PlainMlp generator,
            double[] theta,
            PlainMlp discriminator,
            double[] phi,
            double rate,
            long seed) {
        this.preset = preset;
        this.generator = generator;
        this.theta = theta.clone();
        this.discriminator = discriminator;
        this.phi = phi.clone();
        this.seed = seed;
        heads = new PlainHeads(preset.condition());
        generatorAdam = new PlainAdam(theta.length, rate);
        discriminatorAdam = new PlainAdam(phi.length, rate);
    }

    /**
     * A batch of fakes as a function of the generator's parameters: its noise, its mask and what is asked for are drawn.
     *
     * @param labels the class or category of each; -1 where there are none
     * @param codes the continuous codes of each
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record FakeBatch(Function<double[], double[][]> images, int[] labels, double[][] codes) {
        double[][] by(double[] theta) {
            return images.apply(theta);
        }
    }

    /** What a player's update met. */
    private record Met(double loss, double realScore, double fakeScore, double norm, HeadFigures heads) {}

    /** What the discriminator's further outputs said in the last step. */
    HeadFigures headFigures() {
        return headFigures;
    }

    StepResult step(byte[] pixels, long step) {
        return step(pixels, new int[0], step);
    }

    StepResult step(byte[] pixels, int[] labels, long step) {
        Draws draws = new Draws(step);
        boolean shared = preset.schedule().fakes() == Fakes.SHARED;
        boolean generatorFirst = preset.schedule().generatorFirst();
        double[][] onlyReals = shared ? draws.noisy(reals(pixels, 0)) : new double[0][];
        FakeBatch common = shared ? draws.trainingFakes() : null;
        double[][] commonImages = common == null ? new double[0][] : common.by(theta);
        int batch = preset.batchSize();
        Met first = generatorFirst ? updateGenerator(common, draws) : null;
        List<Met> mets = new ArrayList<>();
        for (int k = 0; k < preset.schedule().discriminatorSteps().at(step); k++) {
            double[][] reals = shared ? onlyReals : draws.noisy(reals(pixels, k));
            FakeBatch drawn = common == null ? draws.inferenceFakes() : common;
            double[][] fakes = shared ? commonImages : drawn.by(theta);
            int[] realLabels =
                    labels.length == 0 ? new int[batch] : Arrays.copyOfRange(labels, k * batch, (k + 1) * batch);
            mets.add(updateDiscriminator(packed(reals), realLabels, fakes, drawn, draws));
        }
        headFigures = new HeadFigures(
                mean(mets, met -> met.heads.realAccuracy()),
                mean(mets, met -> met.heads.fakeAccuracy()),
                mean(mets, met -> met.heads.mutualInformation()));
        Met met = first == null ? updateGenerator(common, draws) : first;
        return new StepResult(
                mean(mets, Met::loss),
                met.loss,
                mean(mets, Met::realScore),
                mean(mets, Met::fakeScore),
                met.fakeScore,
                mean(mets, Met::norm),
                met.norm);
    }

    /** Descends what the generator loses on its fakes. */
    private Met updateGenerator(@Nullable FakeBatch common, Draws draws) {
        FakeBatch drawn = common == null ? draws.trainingFakes() : common;
        double[][] noise = draws.instanceNoise();
        FakeBatch fakes = new FakeBatch(at -> packed(sum(drawn.by(at), noise)), drawn.labels, drawn.codes);
        Pass pass = draws.pass();
        ToDoubleFunction<double[]> objective = at -> {
            double[][] outputs = outputs(phi, fakes.by(at), fakes.labels, pass);
            return mean(generatorLosses(outputs)) + mean(heads.ofFakes(each(outputs), fakes.labels, fakes.codes));
        };
        double[][] outputs = outputs(phi, fakes.by(theta), fakes.labels, pass);
        return new Met(
                mean(generatorLosses(outputs)),
                0,
                meanScore(logits(outputs)),
                generatorAdam.descend(theta, objective),
                PlainHeads.NONE);
    }

    private double[] generatorLosses(double[][] outputs) {
        return Arrays.stream(logits(outputs)).map(this::generatorLoss).toArray();
    }

    private double generatorLoss(double logit) {
        double score = 1 / (1 + Math.exp(-logit));
        return switch (preset.game().loss()) {
            case MINIMAX -> Math.log(1 - score);
            case NON_SATURATING -> -Math.log(score);
            case LEAST_SQUARES -> .5 * Math.pow(logit - 1, 2);
            case HINGE, WASSERSTEIN -> -logit;
        };
    }

    /** Descends the sum, or the mean, of what the discriminator loses on reals and on fakes, with its penalty, and clips. */
    private Met updateDiscriminator(
            double[][] reals, int[] realLabels, double[][] plainFakes, FakeBatch drawn, Draws draws) {
        int n = reals.length;
        boolean oneBatch = preset.schedule().oneBatch();
        double[] labels = draws.labels(n);
        double[][] fakes = packed(draws.noisy(plainFakes));
        ToDoubleFunction<double[]> penalty = penalty(reals, fakes, draws);
        Pass realPass = draws.pass();
        Pass fakePass = oneBatch ? realPass : draws.pass();
        double weight = preset.schedule().meanOverBoth() ? .5 : 1;
        Function<double[], double[][]> judged =
                at -> outputs(at, told(reals, realLabels), realPass, told(fakes, drawn.labels), fakePass);
        ToDoubleFunction<double[]> adversarial = at -> {
            double[][] outputs = judged.apply(at);
            double sum = 0;
            for (int i = 0; i < 2 * n; i++) {
                sum += discriminatorLoss(outputs[i][0], labels[i], i < n);
            }
            return weight * sum / n + penalty.applyAsDouble(at);
        };
        ToDoubleFunction<double[]> objective = at -> {
            double[][] outputs = judged.apply(at);
            double onReals = mean(heads.ofReals(each(Arrays.copyOf(outputs, n)), realLabels));
            double onFakes =
                    mean(heads.ofFakes(each(Arrays.copyOfRange(outputs, n, 2 * n)), drawn.labels, drawn.codes));
            return adversarial.applyAsDouble(at) + weight * (onReals + onFakes);
        };
        double[][] outputs = judged.apply(phi);
        double[][] onReals = Arrays.copyOf(outputs, n);
        double[][] onFakes = Arrays.copyOfRange(outputs, n, 2 * n);
        Met met = new Met(
                adversarial.applyAsDouble(phi),
                meanScore(logits(onReals)),
                meanScore(logits(onFakes)),
                discriminatorAdam.descend(phi, objective),
                heads.figures(each(onReals), realLabels, each(onFakes), drawn.labels, drawn.codes));
        double clip = preset.game().stabilisers().clip();
        for (int i = 0; clip > 0 && i < phi.length; i++) {
            phi[i] = phi[i] > clip ? clip : phi[i] < -clip ? -clip : phi[i];
        }
        return met;
    }

    /** What the norm of D's slope costs, by its parameters: at reals, or between reals and fakes. */
    private ToDoubleFunction<double[]> penalty(double[][] reals, double[][] fakes, Draws draws) {
        GradientPenalty given = preset.game().stabilisers().penalty().orElse(null);
        if (given == null) {
            return at -> 0;
        }
        boolean between = given.kind() == GradientPenalty.Kind.WGAN_GP;
        double[][] points = between ? draws.between(reals, fakes) : reals;
        Pass pass = draws.pass();
        return at -> {
            double sum = 0;
            for (double slope : slopes(at, points, pass)) {
                sum += between ? given.strength() * Math.pow(slope - 1, 2) : given.strength() / 2 * Math.pow(slope, 2);
            }
            return sum / points.length;
        };
    }

    /** The norm of the gradient of D's output by each image, by central differences. */
    private double[] slopes(double[] at, double[][] images, Pass pass) {
        double h = 1e-4;
        double[] squares = new double[images.length];
        for (int i = 0; i < images[0].length; i++) {
            double[] more = logits(discriminator.forward(at, moved(images, i, h), pass));
            double[] less = logits(discriminator.forward(at, moved(images, i, -h), pass));
            for (int n = 0; n < squares.length; n++) {
                squares[n] += Math.pow((more[n] - less[n]) / (2 * h), 2);
            }
        }
        return Arrays.stream(squares).map(Math::sqrt).toArray();
    }

    private static double[][] moved(double[][] images, int value, double by) {
        double[][] moved = new double[images.length][];
        for (int n = 0; n < images.length; n++) {
            moved[n] = images[n].clone();
            moved[n][value] += by;
        }
        return moved;
    }

    private double discriminatorLoss(double logit, double label, boolean real) {
        double score = 1 / (1 + Math.exp(-logit));
        return switch (preset.game().loss()) {
            case MINIMAX, NON_SATURATING -> -label * Math.log(score) - (1 - label) * Math.log(1 - score);
            case LEAST_SQUARES -> .5 * Math.pow(logit - label, 2);
            case HINGE -> real ? Math.max(0, 1 - logit) : Math.max(0, 1 + logit);
            case WASSERSTEIN -> real ? -logit : logit;
        };
    }

    /** The images as the discriminator takes them: of a CGAN with as many further values as its input has, for each class alike. */
    private double[][] told(double[][] packs, int[] labels) {
        int pack = preset.game().stabilisers().pack();
        int size = pack * preset.shape().size();
        if (preset.condition().kind() != Kind.CGAN) {
            return packs;
        }
        int classes = preset.condition().categories();
        int place = (discriminator.in() - size) / (pack * classes);
        double[][] told = new double[packs.length][];
        for (int i = 0; i < packs.length; i++) {
            told[i] = Arrays.copyOf(packs[i], discriminator.in());
            for (int image = 0; image < pack; image++) {
                int plane = image * classes + labels[i * pack + image];
                Arrays.fill(told[i], size + plane * place, size + (plane + 1) * place, 1);
            }
        }
        return told;
    }

    /** The outputs of packs as if each image of them had been judged on its own: the pack's logit, and the image's heads. */
    private double[][] each(double[][] outputs) {
        int pack = preset.game().stabilisers().pack();
        int count = preset.condition().heads();
        double[][] each = new double[outputs.length * pack][1 + count];
        for (int i = 0; i < each.length; i++) {
            each[i][0] = outputs[i / pack][0];
            System.arraycopy(outputs[i / pack], 1 + i % pack * count, each[i], 1, count);
        }
        return each;
    }

    private double meanScore(double[] logits) {
        return mean(Arrays.stream(logits)
                .map(logit -> switch (preset.game().loss()) {
                    case MINIMAX, NON_SATURATING -> 1 / (1 + Math.exp(-logit));
                    case LEAST_SQUARES -> logit < 0 ? 0 : logit > 1 ? 1 : logit;
                    case HINGE -> logit < -1 ? 0 : logit > 1 ? 1 : (logit + 1) / 2;
                    case WASSERSTEIN -> Double.NaN;
                })
                .toArray());
    }

    /** D's outputs for the real images, then for the fakes. */
    private double[][] outputs(double[] at, double[][] reals, Pass realPass, double[][] fakes, Pass fakePass) {
        double[][] both = Arrays.copyOf(reals, reals.length + fakes.length);
        System.arraycopy(fakes, 0, both, reals.length, fakes.length);
        if (preset.schedule().oneBatch()) {
            return discriminator.forward(at, both, realPass);
        }
        double[][] outputs = Arrays.copyOf(discriminator.forward(at, reals, realPass), both.length);
        System.arraycopy(discriminator.forward(at, fakes, fakePass), 0, outputs, reals.length, fakes.length);
        return outputs;
    }

    private double[][] outputs(double[] at, double[][] images, int[] labels, Pass pass) {
        return discriminator.forward(at, told(images, labels), pass);
    }

    private static double[] logits(double[][] outputs) {
        return Arrays.stream(outputs).mapToDouble(output -> output[0]).toArray();
    }

    /** The k-th batch of real images, scaled to -1..1. */
    private double[][] reals(byte[] pixels, int k) {
        int size = preset.shape().size();
        double[][] reals = new double[preset.batchSize()][size];
        for (int i = 0; i < reals.length * size; i++) {
            reals[i / size][i % size] = Byte.toUnsignedInt(pixels[k * reals.length * size + i]) / 127.5 - 1;
        }
        return reals;
    }

    /** So many images after each other as one row as the preset packs. */
    private double[][] packed(double[][] images) {
        int pack = preset.game().stabilisers().pack();
        return PlainMlp.rows(PlainMlp.flat(images), pack * images[0].length);
    }

    private static double[][] sum(double[][] a, double[][] b) {
        double[][] sum = new double[a.length][];
        for (int n = 0; n < a.length; n++) {
            sum[n] = a[n].clone();
            for (int i = 0; i < sum[n].length; i++) {
                sum[n][i] += b[n][i];
            }
        }
        return sum;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }

    private static double mean(List<Met> mets, ToDoubleFunction<Met> figure) {
        return mets.stream().mapToDouble(figure).average().orElseThrow();
    }

    /** The numbered draws of one step. */
    private final class Draws {
        private final long step;
        private int next;

        Draws(long step) {
            this.step = step;
        }

        Pass pass() {
            return Pass.training(LatentNoise.key(~seed, step, next++));
        }

        /** Of n reals, then of n fakes. */
        double[] labels(int n) {
            double noise = preset.game().labels().noise();
            SplittableRandom random = noise == 0 ? null : new SplittableRandom(LatentNoise.key(seed, step, next++));
            double[] labels = new double[2 * n];
            for (int i = 0; i < 2 * n; i++) {
                labels[i] = (i < n ? preset.game().labels().real() : 0)
                        - (random == null ? 0 : noise * random.nextDouble());
            }
            return labels;
        }

        /** The noise on a batch of images: its deviation falls to 0 on a line. */
        double[][] instanceNoise() {
            InstanceNoise given = preset.game().stabilisers().noise();
            double[] noise = new double[preset.batchSize() * preset.shape().size()];
            if (given.deviation() > 0 && step <= given.steps()) {
                SplittableRandom random = new SplittableRandom(LatentNoise.key(seed, step, next++));
                double deviation = given.deviation() * (given.steps() - step + 1) / given.steps();
                Arrays.setAll(noise, i -> deviation * random.nextGaussian());
            }
            return PlainMlp.rows(noise, preset.shape().size());
        }

        double[][] noisy(double[][] images) {
            return sum(images, instanceNoise());
        }

        /** A point on the line between each real image and its fake. */
        double[][] between(double[][] reals, double[][] fakes) {
            SplittableRandom random = new SplittableRandom(LatentNoise.key(seed, step, next++));
            double[][] points = new double[reals.length][reals[0].length];
            for (int n = 0; n < points.length; n++) {
                double alpha = random.nextDouble();
                for (int i = 0; i < points[n].length; i++) {
                    points[n][i] = alpha * reals[n][i] + (1 - alpha) * fakes[n][i];
                }
            }
            return points;
        }

        FakeBatch trainingFakes() {
            return fakes(pass());
        }

        FakeBatch inferenceFakes() {
            return fakes(Pass.INFERENCE);
        }

        private FakeBatch fakes(Pass pass) {
            int n = preset.batchSize();
            int categories = preset.condition().categories();
            SplittableRandom random = LatentNoise.random(seed, step, next++);
            FloatBuffer noise = FloatBuffer.allocate(n * preset.latentDim());
            LatentNoise.fill(noise, preset.noise(), random);
            int[] labels = new int[n];
            for (int i = 0; i < n; i++) {
                labels[i] = categories == 0 ? -1 : random.nextInt(categories);
            }
            double[][] codes = new double[n][preset.condition().codes()];
            double[][] rows = new double[n][preset.generatorInputs()];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < codes[i].length; j++) {
                    codes[i][j] = (random.nextInt() >> 8) / (double) (1 << 23);
                    rows[i][preset.latentDim() + categories + j] = codes[i][j];
                }
                for (int j = 0; j < preset.latentDim(); j++) {
                    rows[i][j] = noise.get(i * preset.latentDim() + j);
                }
                if (categories > 0) {
                    rows[i][preset.latentDim() + labels[i]] = 1;
                }
            }
            return new FakeBatch(at -> generator.forward(at, rows, pass), labels, codes);
        }
    }
}

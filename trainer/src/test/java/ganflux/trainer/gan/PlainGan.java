package ganflux.trainer.gan;

import ganflux.trainer.engine.Pass;
import ganflux.trainer.engine.PlainAdam;
import ganflux.trainer.engine.PlainMlp;
import ganflux.trainer.preset.GanLoss;
import ganflux.trainer.preset.Preset;
import ganflux.trainer.preset.Schedule.Fakes;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
        generatorAdam = new PlainAdam(theta.length, rate);
        discriminatorAdam = new PlainAdam(phi.length, rate);
    }

    /** A batch of fakes as a function of the generator's parameters: its noise and its mask are drawn. */
    private interface FakeBatch {
        double[][] by(double[] theta);
    }

    /** What a player's update met. */
    private record Met(double loss, double realScore, double fakeScore, double norm) {}

    StepResult step(byte[] pixels, long step) {
        Draws draws = new Draws(step);
        boolean shared = preset.schedule().fakes() == Fakes.SHARED;
        boolean generatorFirst = preset.schedule().generatorFirst();
        FakeBatch common = shared ? draws.trainingFakes() : null;
        double[][] commonImages = common == null ? new double[0][] : common.by(theta);
        Met first = generatorFirst ? updateGenerator(common, draws) : null;
        List<Met> mets = new ArrayList<>();
        for (int k = 0; k < preset.schedule().discriminatorSteps().at(step); k++) {
            double[][] fakes = shared ? commonImages : draws.inferenceFakes().by(theta);
            mets.add(updateDiscriminator(reals(pixels, k), fakes, draws));
        }
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

    /** Descends mean log(1 - D(G(z))) or mean -log D(G(z)). */
    private Met updateGenerator(@Nullable FakeBatch common, Draws draws) {
        FakeBatch fakes = common == null ? draws.trainingFakes() : common;
        Pass pass = draws.pass();
        boolean minimax = preset.game().loss() == GanLoss.MINIMAX;
        ToDoubleFunction<double[]> objective = at -> Arrays.stream(scores(phi, fakes.by(at), pass))
                .map(score -> minimax ? Math.log(1 - score) : -Math.log(score))
                .average()
                .orElseThrow();
        double score = mean(scores(phi, fakes.by(theta), pass));
        double loss = objective.applyAsDouble(theta);
        return new Met(loss, 0, score, generatorAdam.descend(theta, objective));
    }

    /** Ascends mean log D(x) + mean log(1 - D(G(z))), or half of it. */
    private Met updateDiscriminator(double[][] reals, double[][] fakes, Draws draws) {
        int n = reals.length;
        Pass realPass = draws.pass();
        Pass fakePass = preset.schedule().oneBatch() ? realPass : draws.pass();
        double weight = preset.schedule().meanOverBoth() ? .5 : 1;
        ToDoubleFunction<double[]> objective = at -> {
            double[] scores = scores(at, reals, realPass, fakes, fakePass);
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += Math.log(scores[i]) + Math.log(1 - scores[n + i]);
            }
            return -weight * sum / n;
        };
        double[] scores = scores(phi, reals, realPass, fakes, fakePass);
        double realScore = mean(Arrays.copyOf(scores, n));
        double fakeScore = mean(Arrays.copyOfRange(scores, n, 2 * n));
        double loss = objective.applyAsDouble(phi);
        return new Met(loss, realScore, fakeScore, discriminatorAdam.descend(phi, objective));
    }

    /** D(x) for the real images, then for the fakes. */
    private double[] scores(double[] at, double[][] reals, Pass realPass, double[][] fakes, Pass fakePass) {
        if (preset.schedule().oneBatch()) {
            double[][] both = Arrays.copyOf(reals, reals.length + fakes.length);
            System.arraycopy(fakes, 0, both, reals.length, fakes.length);
            return scores(at, both, realPass);
        }
        double[] scores = Arrays.copyOf(scores(at, reals, realPass), reals.length + fakes.length);
        System.arraycopy(scores(at, fakes, fakePass), 0, scores, reals.length, fakes.length);
        return scores;
    }

    private double[] scores(double[] at, double[][] images, Pass pass) {
        return Arrays.stream(discriminator.forward(at, images, pass))
                .mapToDouble(logit -> 1 / (1 + Math.exp(-logit[0])))
                .toArray();
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

        FakeBatch trainingFakes() {
            return fakes(pass());
        }

        FakeBatch inferenceFakes() {
            return fakes(Pass.INFERENCE);
        }

        private FakeBatch fakes(Pass pass) {
            FloatBuffer noise = FloatBuffer.allocate(preset.batchSize() * preset.latentDim());
            LatentNoise.fill(noise, preset.noise(), seed, step, next++);
            double[] values = new double[noise.capacity()];
            Arrays.setAll(values, noise::get);
            double[][] z = PlainMlp.rows(values, preset.latentDim());
            return at -> generator.forward(at, z, pass);
        }
    }
}

package ganflux.cluster;

import ganflux.trainer.ModelState;
import ganflux.trainer.gan.NetworkState;
import ganflux.trainer.gan.NetworkState.RunningRange;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * The average of what workers have made of one state: local SGD on both networks (FedGAN, Rasouli et al. 2020). Parameters and
 * optimiser state are averaged number by number, summed in float64 in the order of the slots, so that the same slots give the same
 * bits. Of batch norm's running statistics, the mean is the mean of means, and the variance that of all the workers' images
 * together: the mean of variances plus the variance of means. Pure.
 */
final class Averaging {
    private static final int BLOCK = 2048; // numbers that are summed side by side

    private Averaging() {}

    /** The average of at least one state of the same preset; of one, that state. */
    static ModelState of(List<ModelState> slots) {
        if (slots.size() == 1) {
            return slots.get(0);
        }
        NetworkState generator =
                network(slots.stream().map(ModelState::generator).toList());
        return new ModelState(
                generator,
                network(slots.stream().map(ModelState::discriminator).toList()),
                movingAverage(slots, generator));
    }

    /** The mean of the workers' moving averages, whose running statistics are the generator's, as ever. */
    private static float[] movingAverage(List<ModelState> slots, NetworkState generator) {
        float[] mean = mean(slots, ModelState::average);
        if (mean.length > 0) {
            for (RunningRange range : generator.running()) {
                System.arraycopy(generator.parameters(), range.mean(), mean, range.mean(), range.channels());
                System.arraycopy(generator.parameters(), range.spread(), mean, range.spread(), range.channels());
            }
        }
        return mean;
    }

    private static NetworkState network(List<NetworkState> slots) {
        NetworkState first = slots.get(0);
        float[] parameters = mean(slots, NetworkState::parameters);
        for (RunningRange range : first.running()) {
            for (int c = 0; c < range.channels(); c++) {
                parameters[range.spread() + c] = pooledSpread(slots, range, c);
            }
        }
        return new NetworkState(
                parameters,
                mean(slots, NetworkState::optimiser),
                slots.stream().mapToInt(NetworkState::updates).max().orElseThrow(), // one that met a NaN has made fewer
                first.running());
    }

    private static <S> float[] mean(List<S> slots, Function<S, float[]> part) {
        float[][] parts = slots.stream().map(part).toArray(float[][]::new);
        float[] mean = new float[parts[0].length];
        double[] sums = new double[BLOCK];
        for (int from = 0; from < mean.length; from += BLOCK) {
            int length = Math.min(BLOCK, mean.length - from);
            Arrays.fill(sums, 0);
            for (float[] each : parts) {
                for (int i = 0; i < length; i++) {
                    sums[i] += each[from + i];
                }
            }
            for (int i = 0; i < length; i++) {
                mean[from + i] = (float) (sums[i] / parts.length);
            }
        }
        return mean;
    }

    private static float pooledSpread(List<NetworkState> slots, RunningRange range, int channel) {
        double means = 0;
        double squares = 0;
        double variances = 0;
        for (NetworkState slot : slots) {
            double mean = slot.parameters()[range.mean() + channel];
            double spread = slot.parameters()[range.spread() + channel];
            means += mean;
            squares += mean * mean;
            variances += range.logarithmic() ? Math.pow(10, 2 * spread) : spread;
        }
        int n = slots.size();
        double mean = means / n;
        double pooled = variances / n + Math.max(0, squares / n - mean * mean);
        return (float) (range.logarithmic() ? Math.log10(pooled) / 2 : pooled);
    }

    /**
     * How far the workers have moved apart: the root mean square of their distances from {@code average} over its length, over the
     * parameters of both networks; 0 where all are the same.
     */
    static double spread(List<ModelState> slots, ModelState average) {
        double distances = 0;
        for (ModelState slot : slots) {
            distances += squaredDistance(slot.generator(), average.generator())
                    + squaredDistance(slot.discriminator(), average.discriminator());
        }
        double length = squaredLength(average.generator()) + squaredLength(average.discriminator());
        return length == 0 ? 0 : Math.sqrt(distances / slots.size() / length);
    }

    private static double squaredDistance(NetworkState one, NetworkState other) {
        double sum = 0;
        for (int i = 0; i < one.parameters().length; i++) {
            double difference = one.parameters()[i] - other.parameters()[i];
            sum += difference * difference;
        }
        return sum;
    }

    private static double squaredLength(NetworkState of) {
        double sum = 0;
        for (float value : of.parameters()) {
            sum += (double) value * value;
        }
        return sum;
    }
}

package ganflux.trainer.gan;

import ganflux.trainer.preset.Condition;
import ganflux.trainer.preset.Condition.Kind;
import java.util.Arrays;

/** What both players lose by the discriminator's outputs behind the logit, written as the formulas of its probabilities. */
record PlainHeads(Condition condition) {
    static final HeadFigures NONE = new HeadFigures(Double.NaN, Double.NaN, Double.NaN);

    /** Minus the logarithm of the softmax's share of each label. */
    private double[] crossEntropies(double[][] outputs, int[] labels) {
        double[] losses = new double[outputs.length];
        for (int i = 0; i < losses.length; i++) {
            double sum = 0;
            for (int k = 0; k < condition.categories(); k++) {
                sum += Math.exp(outputs[i][1 + k]);
            }
            losses[i] = -Math.log(Math.exp(outputs[i][1 + labels[i]]) / sum);
        }
        return losses;
    }

    double[] ofReals(double[][] outputs, int[] labels) {
        return condition.kind() == Kind.ACGAN
                ? times(condition.weight(), crossEntropies(outputs, labels))
                : new double[outputs.length];
    }

    double[] ofFakes(double[][] outputs, int[] labels, double[][] codes) {
        return switch (condition.kind()) {
            case NONE, CGAN -> new double[outputs.length];
            case ACGAN -> times(condition.weight(), crossEntropies(outputs, labels));
            case INFOGAN -> times(-condition.weight(), information(outputs, labels, codes));
        };
    }

    private static double[] times(double factor, double[] values) {
        return Arrays.stream(values).map(value -> factor * value).toArray();
    }

    /** For each fake log Q(c|x) - log P(c): of the category, and of the codes as normal variables. */
    private double[] information(double[][] outputs, int[] labels, double[][] codes) {
        int categories = condition.categories();
        double[] nats = new double[outputs.length];
        if (categories > 0) {
            nats = crossEntropies(outputs, labels);
            for (int i = 0; i < nats.length; i++) {
                nats[i] = -nats[i] - Math.log(1.0 / categories);
            }
        }
        for (int i = 0; i < nats.length; i++) {
            for (int j = 0; j < condition.codes(); j++) {
                double code = codes[i][j];
                nats[i] += Math.log(density(code, outputs[i][1 + categories + j]) / density(code, 0));
            }
        }
        return nats;
    }

    private static double density(double x, double mean) {
        return Math.exp(-(x - mean) * (x - mean) / 2) / Math.sqrt(2 * Math.PI);
    }

    HeadFigures figures(double[][] onReals, int[] realLabels, double[][] onFakes, int[] fakeLabels, double[][] codes) {
        return switch (condition.kind()) {
            case NONE, CGAN -> NONE;
            case ACGAN -> new HeadFigures(accuracy(onReals, realLabels), accuracy(onFakes, fakeLabels), Double.NaN);
            case INFOGAN ->
                new HeadFigures(
                        Double.NaN,
                        Double.NaN,
                        Arrays.stream(information(onFakes, fakeLabels, codes))
                                .average()
                                .orElseThrow());
        };
    }

    private static double accuracy(double[][] outputs, int[] labels) {
        double right = 0;
        for (int i = 0; i < labels.length; i++) {
            double[] classes = Arrays.copyOfRange(outputs[i], 1, outputs[i].length);
            right += classes[labels[i]] == Arrays.stream(classes).max().orElseThrow() ? 1 : 0;
        }
        return right / labels.length;
    }
}

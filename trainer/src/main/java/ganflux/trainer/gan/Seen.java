package ganflux.trainer.gan;

/** How D judged reals, or fakes, in a step. */
final class Seen {
    private final ScoreBins bins = new ScoreBins();
    private double sum;

    /** Counts the score of one of {@code batch} examples. */
    void add(double score, int batch) {
        sum += score / batch;
        bins.add(score);
    }

    /** The sum of each batch's mean score. */
    double sum() {
        return sum;
    }

    ScoreBins bins() {
        return bins;
    }
}

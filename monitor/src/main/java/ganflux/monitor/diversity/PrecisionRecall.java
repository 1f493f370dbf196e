package ganflux.monitor.diversity;

/**
 * Precision and recall (Kynkaanniemi et al. 2019), density and coverage (Naeem et al. 2020) of fakes against reals. Around
 * each real lies an open ball that reaches to its k-th nearest other real; around each fake likewise among the fakes.
 *
 * @param precision share of fakes inside some real's ball, 0 to 1
 * @param recall share of reals inside some fake's ball, 0 to 1
 * @param density how many real balls a fake lies in, over k; from 0, and 1 where fakes are as dense as reals
 * @param coverage share of reals whose ball holds a fake, 0 to 1
 */
public record PrecisionRecall(double precision, double recall, double density, double coverage) {
    /** The usual number of neighbours. */
    public static final int NEIGHBOURS = 5;

    private static final int ROWS_AT_ONCE = 256;

    /** Compares two sets of any size, block by block; each needs more than {@code k} rows. */
    public static PrecisionRecall of(Features reals, Features fakes, int k) {
        Tally tally = new Tally(Neighbours.squaredRadii(reals, k), Neighbours.squaredRadii(fakes, k));
        for (int from = 0; from < fakes.rows(); from += ROWS_AT_ONCE) {
            int to = Math.min(fakes.rows(), from + ROWS_AT_ONCE);
            tally.add(Distances.block(fakes, from, to, reals), from, to);
        }
        return tally.result(k);
    }

    /**
     * The same from distances at hand.
     *
     * @param fakesToReals a row for each fake, a column for each real
     * @param realRadii squared distance of each real to its k-th nearest other real
     * @param fakeRadii likewise for the fakes
     */
    public static PrecisionRecall of(Distances fakesToReals, float[] realRadii, float[] fakeRadii, int k) {
        Tally tally = new Tally(realRadii, fakeRadii);
        tally.add(fakesToReals.squared(), 0, fakesToReals.rows());
        return tally.result(k);
    }

    /** Counts memberships, fake after fake. */
    private static final class Tally {
        private final float[] realRadii;
        private final float[] fakeRadii;
        private final int[] fakesInBall;
        private final int[] fakeBalls;
        private int precise;

        Tally(float[] realRadii, float[] fakeRadii) {
            this.realRadii = realRadii;
            this.fakeRadii = fakeRadii;
            fakesInBall = new int[realRadii.length];
            fakeBalls = new int[realRadii.length];
        }

        void add(float[] block, int from, int to) {
            int reals = realRadii.length;
            for (int fake = from; fake < to; fake++) {
                int base = (fake - from) * reals;
                float radius = fakeRadii[fake];
                int balls = 0;
                for (int real = 0; real < reals; real++) {
                    float distance = block[base + real];
                    int inside = distance < realRadii[real] ? 1 : 0;
                    balls += inside;
                    fakesInBall[real] += inside;
                    fakeBalls[real] += distance < radius ? 1 : 0;
                }
                precise += balls > 0 ? 1 : 0;
            }
        }

        PrecisionRecall result(int k) {
            long memberships = 0;
            int recalled = 0;
            int covered = 0;
            for (int real = 0; real < realRadii.length; real++) {
                memberships += fakesInBall[real];
                covered += fakesInBall[real] > 0 ? 1 : 0;
                recalled += fakeBalls[real] > 0 ? 1 : 0;
            }
            double fakes = fakeRadii.length;
            double reals = realRadii.length;
            return new PrecisionRecall(precise / fakes, recalled / reals, memberships / (k * fakes), covered / reals);
        }
    }
}

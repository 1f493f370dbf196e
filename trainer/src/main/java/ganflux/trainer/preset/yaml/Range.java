package ganflux.trainer.preset.yaml;

import java.math.BigDecimal;

/**
 * Numbers between two others.
 *
 * @param least the smallest
 * @param open whether {@code least} itself is outside
 * @param most the largest
 * @param openAbove whether {@code most} itself is outside
 */
public record Range(double least, boolean open, double most, boolean openAbove) {
    /** More than 0. */
    public static final Range POSITIVE = new Range(0, true, Double.MAX_VALUE, false);

    /** 0 or more. */
    public static final Range NOT_NEGATIVE = new Range(0, false, Double.MAX_VALUE, false);

    /** From 0, and less than 1. */
    public static final Range SHARE = new Range(0, false, 1, true);

    /** More than 0, and less than 1. */
    public static final Range INNER_SHARE = new Range(0, true, 1, true);

    /** Whether {@code number} is one of them; a NaN is not. */
    public boolean contains(double number) {
        return (open ? number > least : number >= least) && (openAbove ? number < most : number <= most);
    }

    /** Such as {@code a number of at least 0 and less than 1}. */
    @Override
    public String toString() {
        String above = most == Double.MAX_VALUE ? "" : (openAbove ? " and less than " : " and at most ") + text(most);
        return "a number " + (open ? "more than " : "of at least ") + text(least) + above;
    }

    private static String text(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}

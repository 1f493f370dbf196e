package ganflux.ingest.source;

import java.util.Arrays;
import java.util.List;

/**
 * How people write the ten digits: for each digit one or more variants, for each variant its strokes, for each stroke the
 * points that the pen passes through. x runs 0 to 60 rightwards, y 0 to 100 downwards. A stroke is smooth; where the pen
 * turns sharply, one stroke ends and the next begins at the same point.
 */
final class DigitGlyphs {
    /** Variants, each {@code [stroke][point][x, y]}, by digit. */
    private static final List<List<double[][][]>> BY_DIGIT = List.of(
            variants(
                    "36,2 16,10 4,36 4,66 16,92 32,98 48,88 57,60 54,28 42,8 28,2",
                    "30,4 10,22 6,56 16,88 32,96 50,80 54,44 44,14 26,3"),
            variants("33,1 31,50 29,99", "12,24 32,2|32,2 32,50 32,99", "14,22 32,2|32,2 31,98|10,98 52,98"),
            variants(
                    "6,24 12,8 30,1 48,10 50,30 36,58 4,96|4,96 32,94 58,95",
                    "8,18 24,3 44,8 48,28 36,56 18,84 6,92 4,82 14,78 32,88 46,96 58,90"),
            variants(
                    "6,12 24,1 44,8 46,28 36,42 20,47|20,47 42,52 54,68 48,88 28,99 4,90",
                    "6,5 52,4|52,4 26,40|26,40 48,48 55,70 44,92 24,99 4,88"),
            variants(
                    "14,3 8,30 6,52|6,52 30,54 57,50|48,10 44,50 38,99",
                    "40,2 22,34 2,64|2,64 30,64 58,62|42,30 40,66 38,99",
                    "10,4 8,30 14,48 30,52 46,42|50,4 48,42 44,99"),
            variants(
                    "52,4 32,5 14,4|14,4 12,24 9,44|9,44 28,36 48,44 55,66 46,88 26,98 4,90",
                    "56,2 38,8 20,8|20,8 12,30 20,42 38,52 48,70 38,92 18,98 4,88"),
            variants(
                    "46,2 24,20 8,50 6,78 20,97 40,95 52,78 44,60 26,56 8,74",
                    "34,0 18,28 8,60 12,88 28,99 46,88 46,68 32,60 14,70 9,82"),
            variants(
                    "4,7 30,6 56,5|56,5 40,40 28,70 22,99",
                    "4,8 30,7 55,6|55,6 38,46 26,99|18,52 50,48",
                    "6,20 7,6|7,6 32,8 56,6|56,6 44,34 32,64 30,99"),
            variants(
                    "48,14 32,1 14,8 12,26 28,44 46,62 50,82 36,98 16,94 8,78 18,58 38,42 50,24 48,14",
                    "30,46 14,36 12,14 30,2 46,12 46,34 30,46|30,46 10,62 8,84 28,99 50,88 50,62 30,46"),
            variants(
                    "48,20 34,3 14,10 6,32 16,49 34,46 47,26|48,14 48,50 44,99",
                    "50,16 34,2 14,8 8,30 20,46 38,40 49,22|50,12 52,50 46,82 30,98 10,90"));

    private DigitGlyphs() {}

    /** The variants of {@code digit}, equally likely. The arrays are shared: do not change them. */
    static List<double[][][]> of(int digit) {
        return BY_DIGIT.get(digit);
    }

    private static List<double[][][]> variants(String... texts) {
        return Arrays.stream(texts).map(DigitGlyphs::strokes).toList();
    }

    private static double[][][] strokes(String text) {
        return Arrays.stream(text.split("\\|"))
                .map(stroke ->
                        Arrays.stream(stroke.split(" ")).map(DigitGlyphs::point).toArray(double[][]::new))
                .toArray(double[][][]::new);
    }

    private static double[] point(String text) {
        return Arrays.stream(text.split(",")).mapToDouble(Double::parseDouble).toArray();
    }
}

package ganflux.local.preview;

import java.util.Locale;

/** Figures as Grafana writes them, for the units that the dashboards use. */
final class Units {
    private Units() {}

    static String text(double value, String unit) {
        if (Double.isNaN(value)) {
            return "No data";
        }
        return switch (unit) {
            case "percentunit" -> number(value * 100) + " %";
            case "s" -> seconds(value);
            case "ms" -> seconds(value / 1000);
            case "bytes" -> bytes(value);
            case "Bps" -> bytes(value) + "/s";
            default -> number(value) + (unit.startsWith("suffix:") ? unit.substring("suffix:".length()) : "");
        };
    }

    /** What a value is written in multiples of: 60 for minutes, a power of 1024 for bytes, 1 for most. */
    static double size(double value, String unit) {
        return switch (unit) {
            case "s" -> value >= 60 ? 60 : 1;
            case "bytes", "Bps" ->
                value < 1 ? 1 : Math.pow(1024, Math.min(3, Math.floor(Math.log(value) / Math.log(1024))));
            default -> 1;
        };
    }

    private static String seconds(double value) {
        if (Math.abs(value) >= 60) {
            return number(value / 60) + " min";
        }
        return Math.abs(value) < 1 && value != 0 ? number(value * 1000) + " ms" : number(value) + " s";
    }

    private static String bytes(double value) {
        String[] units = {"B", "KiB", "MiB", "GiB"};
        int power = 0;
        double scaled = value;
        while (Math.abs(scaled) >= 1024 && power < units.length - 1) {
            scaled /= 1024;
            power++;
        }
        return number(scaled) + " " + units[power];
    }

    private static String number(double value) {
        double size = Math.abs(value);
        if (size == 0) {
            return "0";
        }
        if (size >= 1e6) {
            return trimmed(value / 1e6, 2) + " M";
        }
        if (size >= 1e4) {
            return trimmed(value / 1e3, 1) + " K";
        }
        return size < .001
                ? String.format(Locale.ROOT, "%.0e", value)
                : trimmed(value, size >= 100 ? 0 : size >= 1 ? 2 : 3);
    }

    private static String trimmed(double value, int decimals) {
        String text = String.format(Locale.ROOT, "%." + decimals + "f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }
}

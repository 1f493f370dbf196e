package ganflux.monitor.run;

import ganflux.monitor.diversity.online.Metric;
import ganflux.v1.Evaluation;
import ganflux.v1.MetricValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The form of a row of evaluations: one double for each of {@link #COLUMNS}, NaN where unknown. */
public final class EvaluationRow {
    /** The step, then for each metric its value and the ends of its band. */
    public static final List<String> COLUMNS = columns();

    private EvaluationRow() {}

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("step"));
        for (Metric metric : Metric.values()) {
            columns.addAll(List.of(metric.id(), metric.id() + ".low", metric.id() + ".high"));
        }
        return List.copyOf(columns);
    }

    static double[] of(Evaluation evaluation) {
        Map<String, MetricValue> known = new HashMap<>();
        evaluation.getMetricsList().forEach(value -> known.put(value.getName(), value));
        double[] row = new double[COLUMNS.size()];
        row[0] = evaluation.getStep();
        int column = 1;
        for (Metric metric : Metric.values()) {
            MetricValue value = known.get(metric.id());
            row[column++] = value == null ? Double.NaN : value.getValue();
            row[column++] = value == null ? Double.NaN : value.getLow();
            row[column++] = value == null ? Double.NaN : value.getHigh();
        }
        return row;
    }
}

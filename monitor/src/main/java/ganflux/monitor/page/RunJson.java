package ganflux.monitor.page;

import ganflux.monitor.alarm.AlarmStatus;
import ganflux.monitor.diversity.online.Metric;
import ganflux.monitor.run.EvaluationRow;
import ganflux.monitor.run.HistoryRow;
import ganflux.monitor.run.RunView;
import ganflux.v1.Evaluation;
import ganflux.v1.PipelineState;
import ganflux.v1.RoundReport;
import ganflux.v1.StepReport;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the page is told of a run, as JSON; {@code /api/history} gives {@link #whole}, {@code /events} gives {@link #event}. */
final class RunJson {
    private RunJson() {}

    /** Tells all of {@code view}, or that there is no run yet; {@code alarms} are the run's, {@code runs} names all there are, {@code nowMs} is the time. */
    static String whole(Optional<RunView> view, List<AlarmStatus> alarms, List<String> runs, long nowMs) {
        Map<String, @Nullable Object> json = common(view, runs, nowMs);
        view.ifPresent(known -> {
            json.put("diversity", known.diversity());
            json.put("evaluationColumns", EvaluationRow.COLUMNS);
            json.put("evaluations", known.evaluations());
            json.put(
                    "metrics",
                    Arrays.stream(Metric.values()).map(RunJson::explained).toList());
            json.put("alarms", alarms.stream().map(RunJson::explained).toList());
        });
        return Json.of(json);
    }

    /** Tells what is new: {@code view} holds only newer rows, and of the alarms those that were ever raised. */
    static String event(RunView view, List<AlarmStatus> alarms, List<String> runs, long nowMs) {
        Map<String, @Nullable Object> json = common(Optional.of(view), runs, nowMs);
        json.put(
                "alarms",
                alarms.stream()
                        .filter(status -> status.raised() > 0)
                        .map(RunJson::alarm)
                        .toList());
        return Json.of(json);
    }

    /** Tells which runs there are, to who follows one that nothing has come of. */
    static String names(List<String> runs, long nowMs) {
        return Json.of(Map.of("nowMs", nowMs, "runs", runs));
    }

    private static Map<String, @Nullable Object> common(Optional<RunView> view, List<String> runs, long nowMs) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("nowMs", nowMs);
        json.put("runs", runs);
        json.put("run", view.map(RunView::run));
        view.ifPresent(known -> {
            json.put("epoch", known.position().epoch());
            json.put("sequence", known.position().sequence());
            json.put("latest", known.latest().map(report -> latest(known, report)));
            json.put("dimensions", known.dimensions());
            json.put("sampleStep", known.sampleStep());
            json.put("diversityRatio", known.diversityRatio());
            json.put("columns", HistoryRow.COLUMNS);
            json.put("rows", known.rows());
            json.put("evaluation", known.evaluation().map(RunJson::evaluation));
        });
        return json;
    }

    private static Map<String, @Nullable Object> evaluation(Evaluation evaluation) {
        Map<String, @Nullable Object> metrics = new LinkedHashMap<>();
        evaluation
                .getMetricsList()
                .forEach(metric -> metrics.put(
                        metric.getName(),
                        new double[] {metric.getValue(), metric.getLow(), metric.getMedian(), metric.getHigh()}));
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("step", evaluation.getStep());
        json.put("fakes", evaluation.getFakes());
        json.put("reals", evaluation.getReals());
        json.put("metrics", metrics);
        json.put(
                "classes",
                evaluation.getClassesList().stream()
                        .map(share -> new double[] {share.getLabel(), share.getFakes(), share.getReals()})
                        .toList());
        json.put("classifierAccuracy", evaluation.getClassifierAccuracy());
        return json;
    }

    private static Map<String, @Nullable Object> alarm(AlarmStatus status) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("alarm", status.kind().label());
        json.put("active", status.active());
        json.put("critical", status.kind().critical());
        json.put("reason", status.reason());
        json.put("step", status.step());
        json.put("atMs", status.atMs());
        json.put("raised", status.raised());
        return json;
    }

    private static Map<String, @Nullable Object> explained(AlarmStatus status) {
        Map<String, @Nullable Object> json = alarm(status);
        json.put("meaning", status.kind().meaning());
        json.put("advice", status.kind().advice());
        return json;
    }

    private static Map<String, @Nullable Object> explained(Metric metric) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", metric.id());
        json.put("description", metric.description());
        json.put("bad", metric.bad().name().toLowerCase(Locale.ROOT));
        json.put("least", metric.least());
        json.put("greatest", metric.greatest());
        return json;
    }

    private static Map<String, @Nullable Object> latest(RunView view, StepReport report) {
        PipelineState pipeline = report.getPipeline();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("preset", report.getPreset());
        json.put("step", report.getStep());
        json.put("imagesSeen", report.getImagesSeen());
        json.put("finishedAtMs", report.getFinishedAtMs());
        json.put("toldAtMs", report.getToldAtMs());
        json.put("waitingSinceMs", report.getWaitingSinceMs());
        json.put("heardAtMs", view.heardAtMs());
        json.put("discriminatorLoss", report.getDiscriminatorLoss());
        json.put("generatorLoss", report.getGeneratorLoss());
        json.put("realScore", report.getRealScore());
        json.put("fakeScore", report.getFakeScore());
        json.put("generatorScore", report.getGeneratorScore());
        json.put("realScoreBins", report.getRealScoreBinsList());
        json.put("fakeScoreBins", report.getFakeScoreBinsList());
        json.put("nonFinite", report.getNonFinite());
        json.put("stopped", report.getStopped());
        json.put("stepsPerSecond", view.speed().stepsPerSecond());
        json.put("imagesPerSecond", view.speed().imagesPerSecond());
        json.put("waiting", view.speed().waiting());
        json.put("lagRecords", pipeline.getLagRecords());
        json.put("bufferedBytes", pipeline.getBufferedBytes());
        json.put("budgetBytes", pipeline.getBudgetBytes());
        json.put("rejectedRecords", pipeline.getRejectedRecords());
        json.put("droppedReports", pipeline.getDroppedReports());
        json.put("checkpointStep", pipeline.getCheckpointStep());
        json.put("checkpointAtMs", pipeline.getCheckpointAtMs());
        json.put("round", report.hasRound() ? round(report.getRound()) : null);
        return json;
    }

    private static Map<String, @Nullable Object> round(RoundReport round) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("number", round.getNumber());
        json.put("slots", round.getSlots());
        json.put("executors", round.getExecutors());
        json.put("seconds", round.getSeconds());
        json.put("slowestSlotSeconds", round.getSlowestSlotSeconds());
        json.put("fastestSlotSeconds", round.getFastestSlotSeconds());
        json.put("overheadRatio", round.getOverheadRatio());
        json.put("spreadRatio", round.getSpreadRatio());
        return json;
    }
}

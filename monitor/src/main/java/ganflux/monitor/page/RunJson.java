package ganflux.monitor.page;

import ganflux.monitor.run.HistoryRow;
import ganflux.monitor.run.RunView;
import ganflux.v1.PipelineState;
import ganflux.v1.StepReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the page is told of a run, as JSON; {@code /api/history} and {@code /events} speak the same form. */
final class RunJson {
    private RunJson() {}

    /** Tells of {@code view}, or that there is no run yet; {@code runs} names all there are, {@code nowMs} is the time. */
    static String of(Optional<RunView> view, List<String> runs, long nowMs) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("nowMs", nowMs);
        json.put("runs", runs);
        json.put("run", view.map(RunView::run));
        view.ifPresent(known -> {
            json.put("epoch", known.position().epoch());
            json.put("sequence", known.position().sequence());
            json.put("latest", known.latest().map(report -> latest(known, report)));
            json.put("sampleStep", known.sampleStep());
            json.put("diversityRatio", known.diversityRatio());
            json.put("columns", HistoryRow.COLUMNS);
            json.put("rows", known.rows());
            json.put("diversity", known.diversity());
        });
        return Json.of(json);
    }

    private static Map<String, @Nullable Object> latest(RunView view, StepReport report) {
        PipelineState pipeline = report.getPipeline();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("preset", report.getPreset());
        json.put("step", report.getStep());
        json.put("imagesSeen", report.getImagesSeen());
        json.put("finishedAtMs", report.getFinishedAtMs());
        json.put("discriminatorLoss", report.getDiscriminatorLoss());
        json.put("generatorLoss", report.getGeneratorLoss());
        json.put("realScore", report.getRealScore());
        json.put("fakeScore", report.getFakeScore());
        json.put("generatorScore", report.getGeneratorScore());
        json.put("nonFinite", report.getNonFinite());
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
        return json;
    }
}

package ganflux.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ganflux.stream.KafkaSink;
import ganflux.stream.OutgoingRecord;
import ganflux.stream.Topics;
import ganflux.stream.command.UserError;
import ganflux.stream.service.ServiceMeters;
import ganflux.trainer.ReactionPolicy.KeepBest;
import ganflux.trainer.ReactionPolicy.OnAlarm;
import ganflux.trainer.checkpoint.CheckpointStore;
import ganflux.trainer.checkpoint.RunDirectory;
import ganflux.v1.AlarmEvent;
import ganflux.v1.AlarmState;
import ganflux.v1.CheckpointManifest;
import ganflux.v1.Evaluation;
import ganflux.v1.MetricValue;
import ganflux.v1.StepReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;
import reactor.core.publisher.Flux;

/** What a trainer does about the monitor's evaluations and alarms, on a real broker. */
class ReactionsIT extends OnTrainerRig {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ServiceMeters meters = new ServiceMeters();
    private final String topic = TrainerRig.newName();
    private final String run = "run of " + topic;

    @SuppressWarnings("NullAway.Init") // begin() sets it
    private TrainerService trainer;

    private int produced;

    @AfterEach
    void close() {
        trainer.close();
        meters.close();
    }

    /** Starts a trainer and lets it make four steps, of which the last is a checkpoint. */
    private void begin(OnAlarm onAlarm, KeepBest keepBest) {
        TrainerConfig plain =
                rig.config(topic, directory, 0, 4, FaultPolicy.DEFAULT, TrainerRig.preset(new Adam(1e-2)));
        TrainerConfig config =
                TrainerRig.withReactions(plain, new ReactionPolicy(onAlarm, Set.of("ModeCollapse"), keepBest));
        trainer = new TrainerService(config, meters, rig.reports::add);
        trainer.start();
        steps(4);
    }

    private void steps(int count) {
        int images = count * TrainerRig.BATCH;
        int reached = rig.reports.size() + count;
        rig.produce(topic, TrainerRig.records(produced, images));
        produced += images;
        await().atMost(PATIENCE)
                .until(() -> rig.reports.size() == reached || trainer.done().isDone());
    }

    private void say(String to, byte[] message) {
        try (KafkaSink sink = new KafkaSink(rig.client(), 1 << 20)) {
            sink.send(Flux.just(new OutgoingRecord(to, null, null, message))).blockLast(PATIENCE);
        }
    }

    private void evaluation(String name, long step, double frechet) {
        say(
                Topics.EVALUATIONS,
                Evaluation.newBuilder()
                        .setVersion(1)
                        .setRunId(name)
                        .setStep(step)
                        .addMetrics(MetricValue.newBuilder()
                                .setName("frechet_distance")
                                .setValue(frechet))
                        .build()
                        .toByteArray());
    }

    private void alarm(String name, AlarmState state) {
        say(
                Topics.ALARMS,
                AlarmEvent.newBuilder()
                        .setVersion(1)
                        .setRunId(run)
                        .setAlarm(name)
                        .setState(state)
                        .setStep(4)
                        .setReason("recall is 0.1")
                        .build()
                        .toByteArray());
    }

    /** Trains step by step until {@code step} of the best checkpoint, or empty for none, is what is expected. */
    private Optional<Long> best() {
        return bestManifest().map(CheckpointManifest::getStep);
    }

    private Optional<CheckpointManifest> bestManifest() {
        return new CheckpointStore(RunDirectory.best(directory), 1).latestManifest();
    }

    private void stepUntil(Callable<Boolean> reached) {
        await().atMost(PATIENCE).pollInSameThread().until(() -> {
            steps(1);
            return reached.call();
        });
    }

    @Test
    void keepsTheBestByFrechetDistance() {
        begin(OnAlarm.NONE, KeepBest.FRECHET);
        evaluation("another run", 4, .1);
        evaluation(run, 4, 7);
        stepUntil(() -> best().isPresent());
        long first = best().orElseThrow();
        assertThat(first).isGreaterThan(4);

        evaluation(run, 5, 9);
        evaluation(run, 6, 3);
        stepUntil(() -> best().orElseThrow() > first);
        assertThat(bestManifest().orElseThrow().getBestBy()).isEqualTo("frechet_distance");
        assertThat(bestManifest().orElseThrow().getBestValue()).isEqualTo(3);
    }

    @Test
    void stopsWithTheAlarmsReason() {
        begin(OnAlarm.STOP, KeepBest.NONE);
        alarm("Oscillation", AlarmState.ALARM_STATE_RAISED);
        alarm("ModeCollapse", AlarmState.ALARM_STATE_RAISED);
        stepUntil(() -> trainer.done().isDone());

        assertThatThrownBy(() -> trainer.done().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(UserError.class)
                .hasMessage("stopped as --on-alarm stop asks, by ModeCollapse at step 4: recall is 0.1");
        assertThat(TrainerRig.checkpoint(directory).manifest().getStep())
                .as("the last step is in a checkpoint")
                .isEqualTo(rig.lastReport().getStep());
    }

    @Test
    void goesBackToTheOldestKeptWhereThereIsNoBest() {
        begin(OnAlarm.ROLLBACK, KeepBest.NONE);
        steps(3);
        alarm("ModeCollapse", AlarmState.ALARM_STATE_RAISED);
        stepUntil(() -> rig.lastReport().getPipeline().getRollbacks() == 1);

        List<Long> trained = rig.reports.stream().map(StepReport::getStep).toList();
        assertThat(trained.get(trained.size() - 1)).isLessThan((long) trained.size());
        assertThat(rig.lastReport().getPipeline().getLostImages()).isPositive();
        assertThat(new CheckpointStore(RunDirectory.checkpoints(directory), 1).latestManifest())
                .as("what a start after a crash goes on from")
                .hasValueSatisfying(manifest -> assertThat(manifest.getStep())
                        .isLessThanOrEqualTo(rig.lastReport().getStep()));
    }
}

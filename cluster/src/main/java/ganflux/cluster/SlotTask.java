package ganflux.cluster;

import ganflux.cluster.SlotOutcome.Made;
import ganflux.cluster.SlotOutcome.Refused;
import ganflux.stream.command.UserError;
import ganflux.trainer.Connections;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/** What an executor runs: a slot of a round. */
final class SlotTask implements Function<SlotPlan, SlotOutcome> {
    private final Broadcast<Round> round;

    SlotTask(Broadcast<Round> round) {
        this.round = round;
    }

    @Override
    public SlotOutcome call(SlotPlan plan) throws Exception {
        Round work = round.value();
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        Optional<String> refusal = work.task().fitness().refusal(Fitness.here(), host);
        if (refusal.isPresent()) {
            return new Refused(refusal.get());
        }
        try {
            return new Made(SlotWorker.run(work, plan));
        } catch (RuntimeException e) {
            Throwable why = Connections.explained(e, work.task().client());
            if (why instanceof UserError user) {
                return new Refused(String.valueOf(user.getMessage()));
            }
            throw e;
        }
    }
}

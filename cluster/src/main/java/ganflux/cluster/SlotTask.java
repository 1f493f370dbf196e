package ganflux.cluster;

import ganflux.cluster.SlotOutcome.Failed;
import ganflux.cluster.SlotOutcome.Made;
import ganflux.cluster.SlotOutcome.Refused;
import ganflux.cluster.SlotOutcome.Unreached;
import ganflux.stream.command.UserError;
import ganflux.trainer.Connections;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an executor runs: the slot of a round that has the number given. One of another build comes as far as to say that it is: it
 * meets this class, of a version that stays, and opens the job only where the builds are the same.
 */
final class SlotTask implements Function<Integer, SlotOutcome> {
    /** Spark's property of a job with the text of the driver's {@link Fitness}. */
    static final String FITNESS = "ganflux.fitness";

    private static final long serialVersionUID = 1;
    private static final Logger log = LoggerFactory.getLogger(SlotTask.class);

    private final Broadcast<Job> job;

    /** A round, and what each slot reads in it. */
    record Job(Round round, List<SlotPlan> plans) implements Serializable {}

    SlotTask(Broadcast<Job> job) {
        this.job = job;
    }

    @Override
    public SlotOutcome call(Integer slot) throws Exception {
        String host = SparkEnv.get().blockManager().blockManagerId().host();
        Optional<String> refusal =
                Fitness.parse(TaskContext.get().getLocalProperty(FITNESS)).refusal(Fitness.here(), host);
        return refusal.isPresent() ? new Refused(refusal.get()) : run(job.value(), slot, host);
    }

    private static SlotOutcome run(Job job, int slot, String host) throws InterruptedException {
        Round.Task task = job.round().task();
        try {
            return new Made(SlotWorker.run(job.round(), job.plans().get(slot)));
        } catch (KafkaSilence e) {
            return new Unreached("the executor on " + host + " has no answer from Kafka at "
                    + task.client().get("bootstrap.servers") + " for "
                    + task.patience().toSeconds()
                    + " s; what --bootstrap names, and what the brokers call themselves (advertised.listeners), must be"
                    + " reached from there");
        } catch (OutOfMemoryError e) { // at JavaCPP's bounds, which are shares of the heap
            log.error("Slot {} is out of memory", slot, e);
            return new Refused("the executor on " + host + " is out of memory (" + e.getMessage()
                    + "); raise --executor-mib, or with local[N] -Xmx in GANFLUX_JAVA_OPTS, or train a preset of smaller"
                    + " networks or batches");
        } catch (UserError e) {
            return new Refused(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (Connections.explained(e, task.client()) instanceof UserError user) {
                return new Refused("on the executor on " + host + ": " + user.getMessage());
            }
            log.error("Slot {} has failed", slot, e);
            return new Failed("the executor on " + host + " failed in slot " + slot + " (" + e + ")");
        }
    }
}

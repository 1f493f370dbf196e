package ganflux.cluster;

import ganflux.cluster.SlotOutcome.Failed;
import ganflux.cluster.SlotOutcome.Made;
import ganflux.cluster.SlotOutcome.Refused;
import ganflux.cluster.SlotOutcome.Unreached;
import ganflux.stream.command.UserError;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkException;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Spark's side: one context, one job a round. {@link #cancel} is for any thread, the rest for one. */
final class SparkRounds implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SparkRounds.class);
    private static final String JOBS = "rounds";

    /** Of slots in a round, for reasons that are nobody's mistake: the next failure of as many would be another. */
    private static final int MOST_FAILURES = 4;

    /** How often a slot may lose its executor in a round, which may wait for images for a long time. */
    private static final int MOST_LOSSES = 20;

    private static final String LOOK =
            "look into the executors' logs (where they end for want of memory, raise --executor-mib), and start again:"
                    + " the run goes on from its checkpoint";

    /**
     * JavaCPP's bounds are shares of the heap; networks and images live outside it. An executor that is out of memory ends, so that its
     * slots are run again elsewhere: it could go on without the thread that reads images.
     */
    private static final String EXECUTOR_OPTIONS =
            "-XX:+UseSerialGC -XX:+ExitOnOutOfMemoryError -Djava.awt.headless=true"
                    + " -Dorg.bytedeco.javacpp.maxbytes=200% -Dorg.bytedeco.javacpp.maxphysicalbytes=600%";

    private static final long LEAST_HEAP = 450L << 20;

    private final JavaSparkContext context;
    private final String master;
    private final ExecutorWatch watch;
    private volatile @Nullable String unreached; // why a slot of the round under way has no images

    private SparkRounds(JavaSparkContext context, String master) {
        this.context = context;
        this.master = master;
        SparkConf conf = context.getConf();
        watch = new ExecutorWatch(
                        this::running,
                        "either no worker of --master " + master + " has room for "
                                + conf.getOption("spark.executor.cores")
                                        .map(cores -> "an executor of " + cores + " cores (spark.executor.cores)")
                                        .getOrElse(() -> "--threads " + conf.get("spark.task.cpus"))
                                + " and a heap of " + conf.get("spark.executor.memory", "1g")
                                + " (--executor-mib): start one that has; or executors end as soon as they start, as where"
                                + " they do not reach --driver-host " + conf.get("spark.driver.host", "")
                                + ", or lack Ganflux at the place of --executor-class-path: see the workers' logs")
                .start();
    }

    /**
     * Starts the context: 5 to 13 s where there are executors to start.
     *
     * @throws UserError where Spark cannot be had as {@code config} says
     */
    static SparkRounds start(ClusterConfig config) {
        requireHeap(Runtime.getRuntime().maxMemory());
        SparkConf settings = settings(config);
        config.master().requireMaster(settings);
        if (config.master().startsProcesses()) {
            SparkHome.prepare();
        }
        try {
            return new SparkRounds(
                    new JavaSparkContext(settings), config.master().url());
        } catch (Exception e) { // Scala's too, which Java does not see declared
            throw new UserError(
                    "Spark does not start with --master " + config.master().url() + ": " + firstLine(e)
                            + "; correct --master, --driver-host or --spark",
                    e);
        }
    }

    /** Checks the heap of this process, in bytes, by Spark's measure: it takes 300 MB for itself, and half as much for its user. */
    static void requireHeap(long bytes) {
        if (bytes < LEAST_HEAP) {
            throw new UserError("the driver has a Java heap of " + (bytes >> 20) + " MiB, and Spark needs "
                    + (LEAST_HEAP >> 20)
                    + "; give -Xmx1g in GANFLUX_JAVA_OPTS, or a container 2 GB of memory (TRAINER_MEMORY of the"
                    + " stack)");
        }
    }

    static SparkConf settings(ClusterConfig config) {
        SparkConf conf = new SparkConf(false)
                .setMaster(config.master().url())
                .setAppName("ganflux " + config.trainer().run())
                .set("spark.ui.enabled", "false")
                .set("spark.driver.host", "127.0.0.1")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.maxResultSize", "0") // a state of each worker: the heap is what bounds it
                .set("spark.task.cpus", String.valueOf(config.trainer().engine().threads()))
                .set("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                .set("spark.executor.extraJavaOptions", EXECUTOR_OPTIONS)
                .set("spark.executorEnv.OMP_WAIT_POLICY", "passive")
                .set("spark.executorEnv.SPARK_SCALA_VERSION", "2.13")
                .set("spark.task.maxFailures", String.valueOf(MOST_LOSSES)) // what fails otherwise is an outcome
                .set("spark.broadcast.compress", "false") // weights do not shrink
                // A slot waits for images as long as it takes; what is lost is noticed by heartbeats.
                .set("spark.network.timeout", "30s")
                .set("spark.network.timeoutInterval", "5s")
                .set("spark.executor.heartbeatInterval", "5s")
                .set("spark.locality.wait", "0s"); // a slot is at home nowhere
        // What is put on disk, Kafka's passwords among it; the key would travel in the clear where nothing else is
        // encrypted.
        conf.set("spark.io.encryption.enabled", config.spark().getOrDefault("spark.network.crypto.enabled", "false"));
        config.spark().forEach(conf::set);
        return conf;
    }

    /**
     * Runs every slot of a round.
     *
     * @return their results, in the order of the slots
     * @throws UserError where a slot cannot be, for a reason of the user's, or has failed time and again
     */
    List<SlotResult> run(Round round, List<SlotPlan> plans) {
        Slots slots = new Slots(plans.size());
        watch.begins(System.nanoTime());
        try {
            Broadcast<SlotTask.Job> shared = context.broadcast(new SlotTask.Job(round, plans));
            try {
                context.setJobGroup(JOBS, "steps " + round.firstStep() + " on", true);
                context.setLocalProperty(SlotTask.FITNESS, Fitness.here().text());
                return slots.made(new SlotTask(shared));
            } finally {
                shared.destroy();
            }
        } catch (UserError e) {
            throw e;
        } catch (Exception e) { // Scala's too, which Java does not see declared
            throw slots.refusal().orElseGet(() -> failure(e));
        } finally {
            unreached = null;
            watch.ends();
        }
    }

    /**
     * The outcomes of one round, as they come: at the first refusal the others are given up, which may be waiting for images. Slots that
     * failed, or do not reach Kafka, are made again by a job of their own: what the others made stays.
     */
    private final class Slots {
        private final @Nullable SlotResult[] results;
        private int failures; // of the thread on which outcomes come
        private volatile @Nullable UserError refusal;

        Slots(int count) {
            results = new SlotResult[count];
        }

        List<SlotResult> made(SlotTask task) {
            for (List<Integer> left = left(); !left.isEmpty(); left = left()) {
                run(left, context.parallelize(left, left.size()).map(task));
                UserError refused = refusal;
                if (refused != null) {
                    throw refused;
                }
            }
            return Arrays.stream(results).map(Objects::requireNonNull).toList();
        }

        private List<Integer> left() {
            return IntStream.range(0, results.length)
                    .filter(slot -> results[slot] == null)
                    .boxed()
                    .toList();
        }

        private void run(List<Integer> slots, JavaRDD<SlotOutcome> outcomes) {
            List<Object> all =
                    new ArrayList<>(IntStream.range(0, slots.size()).boxed().toList());
            context.sc()
                    .runJob(
                            outcomes.rdd(),
                            new OnlyOutcome(),
                            CollectionConverters.asScala(all).toSeq(),
                            (at, outcome) -> take(slots.get((int) at), outcome),
                            ClassTag$.MODULE$.apply(SlotOutcome.class));
        }

        /** On Spark's thread. */
        private BoxedUnit take(int slot, SlotOutcome outcome) {
            if (outcome instanceof Made made) {
                results[slot] = made.result();
            } else if (outcome instanceof Refused refused) {
                refuse(refused.why());
            } else if (outcome instanceof Failed failed) {
                log.warn("{}", failed.what());
                failures++;
                if (failures == MOST_FAILURES) {
                    refuse(failed.what() + ", and so it went " + MOST_FAILURES + " times in this round; " + LOOK);
                }
            } else if (outcome instanceof Unreached away) {
                log.warn("{}; it is tried again", away.why());
                unreached = away.why();
            }
            return BoxedUnit.UNIT;
        }

        private void refuse(String why) {
            if (refusal == null) {
                refusal = new UserError(why);
                context.sc().cancelJobGroup(JOBS);
            }
        }

        Optional<UserError> refusal() {
            return Optional.ofNullable(refusal);
        }
    }

    /** The one outcome of a partition of the job. */
    private static final class OnlyOutcome
            extends AbstractFunction2<TaskContext, scala.collection.Iterator<SlotOutcome>, SlotOutcome>
            implements Serializable {
        private static final long serialVersionUID = 1;

        @Override
        public SlotOutcome apply(TaskContext context, scala.collection.Iterator<SlotOutcome> outcomes) {
            return outcomes.next();
        }
    }

    private UserError failure(Exception e) {
        boolean stopped = context.sc().isStopped();
        return new UserError(
                "the executors of --master " + master + " could not make a round: "
                        + (stopped ? "Spark has given this driver up" : firstLine(e))
                        + (stopped || e instanceof SparkException || e instanceof IllegalStateException
                                ? "; " + LOOK
                                : ""),
                e);
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Gives the round under way up: {@link #run} throws. */
    synchronized void cancel() {
        if (!context.sc().isStopped()) {
            context.sc().cancelJobGroupAndFutureJobs(JOBS);
        }
    }

    /** How many tasks are being run now; any thread. */
    int running() {
        int tasks = 0;
        for (int stage : context.statusTracker().getActiveStageIds()) {
            SparkStageInfo info = context.statusTracker().getStageInfo(stage);
            tasks += info == null ? 0 : info.numActiveTasks();
        }
        return tasks;
    }

    /** How many executors there are now. */
    int count() {
        return Math.max(1, context.sc().getExecutorMemoryStatus().size() - 1);
    }

    /** Why the round under way is not made, where it is not; any thread. */
    Optional<String> complaint() {
        return watch.complaint().or(() -> Optional.ofNullable(unreached));
    }

    @Override
    public synchronized void close() {
        watch.close();
        context.close();
    }
}

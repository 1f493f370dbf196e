package ganflux.cluster;

import ganflux.cluster.SlotOutcome.Refused;
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
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/** Spark's side: one context, one job a round. {@link #cancel} is for any thread, the rest for one. */
final class SparkRounds implements AutoCloseable {
    private static final String JOBS = "rounds";

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
                                + ": see the workers' logs")
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
                // A slot waits for images as long as it takes; what is lost is noticed by heartbeats.
                .set("spark.network.timeout", "30s")
                .set("spark.network.timeoutInterval", "5s")
                .set("spark.executor.heartbeatInterval", "5s")
                .set("spark.locality.wait", "0s"); // a slot is at home nowhere
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
            Broadcast<Round> shared = context.broadcast(round);
            try {
                context.setJobGroup(JOBS, "steps " + round.firstStep() + " on", true);
                return slots.made(context.parallelize(plans, plans.size()).map(new SlotTask(shared)));
            } finally {
                shared.destroy();
            }
        } catch (UserError e) {
            throw e;
        } catch (Exception e) { // Scala's too, which Java does not see declared
            throw slots.refusal().orElseGet(() -> failure(e));
        } finally {
            watch.ends();
        }
    }

    /** The outcomes of one job, as they come: at the first refusal the others are given up, which may be waiting for images. */
    private final class Slots {
        private final @Nullable SlotResult[] results;
        private volatile @Nullable UserError refusal;

        Slots(int count) {
            results = new SlotResult[count];
        }

        List<SlotResult> made(JavaRDD<SlotOutcome> slots) {
            List<Object> all =
                    new ArrayList<>(IntStream.range(0, results.length).boxed().toList());
            context.sc()
                    .runJob(
                            slots.rdd(),
                            new OnlyOutcome(),
                            CollectionConverters.asScala(all).toSeq(),
                            (slot, outcome) -> take((int) slot, outcome),
                            ClassTag$.MODULE$.apply(SlotOutcome.class));
            UserError refused = refusal;
            if (refused != null) {
                throw refused;
            }
            return Arrays.stream(results).map(Objects::requireNonNull).toList();
        }

        /** On Spark's thread. */
        private BoxedUnit take(int slot, SlotOutcome outcome) {
            if (outcome instanceof SlotOutcome.Made made) {
                results[slot] = made.result();
            } else if (outcome instanceof Refused refused && refusal == null) {
                refusal = new UserError(refused.why());
                context.sc().cancelJobGroup(JOBS);
            }
            return BoxedUnit.UNIT;
        }

        Optional<UserError> refusal() {
            return Optional.ofNullable(refusal);
        }
    }

    /** The one outcome of a partition of the job. */
    private static final class OnlyOutcome
            extends AbstractFunction2<TaskContext, scala.collection.Iterator<SlotOutcome>, SlotOutcome>
            implements Serializable {
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
                                ? "; look into their logs, and start again: the run goes on from its checkpoint"
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

    /** Why nobody makes the round under way, where nobody does. */
    Optional<String> complaint() {
        return watch.complaint();
    }

    @Override
    public synchronized void close() {
        watch.close();
        context.close();
    }
}

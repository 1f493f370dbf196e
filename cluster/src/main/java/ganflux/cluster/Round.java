package ganflux.cluster;

import ganflux.stream.OnGap;
import ganflux.trainer.ModelState;
import ganflux.trainer.engine.EngineOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;

/**
 * What all slots of a round share; broadcast to the executors.
 *
 * @param task what does not change from round to round
 * @param firstStep the number of the first step, from 1
 * @param steps how many each slot makes
 * @param state that they all begin with
 */
record Round(Task task, long firstStep, int steps, ModelState state) implements Serializable {
    /**
     * How a slot trains.
     *
     * @param presetName its name
     * @param presetYaml its text
     * @param seed of the run
     * @param workers how many slots a round has
     * @param client properties for the Kafka client, secrets among them
     * @param topic where the images are
     * @param onGap what to do where Kafka no longer has the next record
     * @param budgetBytes bound of the bytes polled and not trained
     * @param mostDead unusable records that a round may meet
     * @param shownImages how many of its newest images a slot gives back, to be shown beside fakes
     * @param patience how long a slot waits for Kafka's first answer
     */
    record Task(
            String presetName,
            String presetYaml,
            long seed,
            int workers,
            EngineOptions engine,
            Map<String, String> client,
            String topic,
            OnGap onGap,
            long budgetBytes,
            int mostDead,
            int shownImages,
            Duration patience)
            implements Serializable {}
}

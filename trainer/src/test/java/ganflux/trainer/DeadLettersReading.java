package ganflux.trainer;

import ganflux.stream.DeadLetter;
import ganflux.stream.DeadLetterTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** All dead letters of a topic at once. */
final class DeadLettersReading {
    private DeadLettersReading() {}

    static List<DeadLetter> all(Map<String, String> client, String topic) {
        List<DeadLetter> letters = new ArrayList<>();
        try (DeadLetterTopic dead = new DeadLetterTopic(client, topic)) {
            dead.read(0, letters::add);
        }
        return letters;
    }
}

package ganflux.local.chaos;

import java.util.Locale;
import java.util.Random;

/** A process that can be killed. */
enum Victim {
    TRAINER,
    INGEST,
    MONITOR,
    BROKER;

    /** One by lot: the trainer, on whose state most depends, with two fifths, the others with a fifth each. */
    static Victim draw(Random random) {
        Victim[] lots = {TRAINER, TRAINER, INGEST, MONITOR, BROKER};
        return lots[random.nextInt(lots.length)];
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

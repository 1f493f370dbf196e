package ganflux.cluster;

/** Kafka has not answered since a slot began. */
final class KafkaSilence extends RuntimeException {
    private static final long serialVersionUID = 1;

    KafkaSilence() {
        super("no answer from Kafka");
    }
}

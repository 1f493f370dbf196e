/**
 * The monitor: reads what the trainer reports on Kafka and turns it into meters, a live page and diversity figures. It
 * never talks to the trainer.
 */
@NullMarked
package ganflux.monitor;

import org.jspecify.annotations.NullMarked;

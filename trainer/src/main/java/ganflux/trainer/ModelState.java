package ganflux.trainer;

import ganflux.trainer.gan.NetworkState;
import java.io.Serializable;

/**
 * What the training of a {@link Model} goes on from.
 *
 * @param generator its network
 * @param discriminator its network
 * @param average parameters of the generator's moving average, in the order of the generator's; empty where the preset has none; not to
 *     be modified
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record ModelState(NetworkState generator, NetworkState discriminator, float[] average) implements Serializable {}

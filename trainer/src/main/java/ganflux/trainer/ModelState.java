package ganflux.trainer;

import ganflux.trainer.gan.NetworkState;
import java.io.Serializable;

/** What the training of both networks of a {@link Model} goes on from. */
public record ModelState(NetworkState generator, NetworkState discriminator) implements Serializable {}

/** Reading of YAML files by people: values with the place that a message names. Knows nothing of GANs. */
@NullMarked
package ganflux.trainer.preset.yaml;

import org.jspecify.annotations.NullMarked;

/** What the presets reach on images after a number of steps, for docs/PRESETS.md. */
@NullMarked
package ganflux.bench.presets;

import org.jspecify.annotations.NullMarked;

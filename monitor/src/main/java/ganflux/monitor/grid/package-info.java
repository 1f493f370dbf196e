/**
 * Pictures of samples as PNG: grids, fakes beside their nearest reals, and the history of the grids from fixed noise, in
 * memory or as files.
 */
@NullMarked
package ganflux.monitor.grid;

import org.jspecify.annotations.NullMarked;

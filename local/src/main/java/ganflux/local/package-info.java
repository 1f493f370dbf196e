/**
 * The launcher: every command, and the whole pipeline in one process.
 */
@NullMarked
package ganflux.local;

import org.jspecify.annotations.NullMarked;

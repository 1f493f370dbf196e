/**
 * The command line's common part: options that every service has, where their values come from, and how a user's
 * mistake is answered.
 */
@NullMarked
package ganflux.stream.command;

import org.jspecify.annotations.NullMarked;

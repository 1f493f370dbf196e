/**
 * What every running service offers to those who operate it: {@code /metrics}, {@code /healthz} and a clean end.
 */
@NullMarked
package ganflux.stream.service;

import org.jspecify.annotations.NullMarked;

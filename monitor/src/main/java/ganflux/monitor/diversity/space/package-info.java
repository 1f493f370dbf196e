/** What images are turned into before they are compared: pixels, random convolutions, classes. No I/O, no clock. */
@NullMarked
package ganflux.monitor.diversity.space;

import org.jspecify.annotations.NullMarked;

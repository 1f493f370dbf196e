@NullMarked
package ganflux.stream.image;

import org.jspecify.annotations.NullMarked;

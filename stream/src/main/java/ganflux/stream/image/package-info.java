/**
 * Images in the pipeline's own form: unsigned bytes, image after image, in the order channel, row, column. And points: little-endian
 * floats, point after point.
 */
@NullMarked
package ganflux.stream.image;

import org.jspecify.annotations.NullMarked;

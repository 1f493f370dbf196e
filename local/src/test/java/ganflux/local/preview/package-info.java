/** Draws previews of the dashboards from their JSON and the data of a Prometheus, for docs/images. */
@NullMarked
package ganflux.local.preview;

import org.jspecify.annotations.NullMarked;

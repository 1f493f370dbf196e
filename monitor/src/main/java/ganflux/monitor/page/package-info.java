/** The live page and its data over HTTP: assets, history, server-sent events and image grids. */
@NullMarked
package ganflux.monitor.page;

import org.jspecify.annotations.NullMarked;

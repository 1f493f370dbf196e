/**
 * What people and programs send: archives, forms and single images, taken apart into encoded images. Pure functions on bytes
 * from strangers: whatever they are, the outcome is images or a {@link ganflux.ingest.upload.BadUploadException}, within limits.
 */
@NullMarked
package ganflux.ingest.upload;

import org.jspecify.annotations.NullMarked;

package ganflux.ingest.download;

/**
 * A file that does not change.
 *
 * @param name below its base address, and on disk
 * @param bytes its size
 * @param sha256 in lower-case hexadecimal
 */
record RemoteFile(String name, long bytes, String sha256) {}

package ganflux.ingest.upload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Takes uploads apart, by their content type: an image, a form, a tar or a zip archive. */
public final class Upload {
    /** What may be sent, for messages. */
    public static final String KINDS = "image/png, image/jpeg, image/bmp, image/gif, multipart/form-data,"
            + " application/x-tar or application/zip";

    private Upload() {}

    /** Is given the files of an upload one by one. */
    public interface Receiver {
        /** A file that looks like an image. */
        void part(Part part) throws IOException;

        /** A file that does not, and was passed over. */
        void ignored(String name);

        /** A text field of a form. */
        void field(String name, String value);
    }

    /**
     * Gives all files of {@code body} to {@code receiver}.
     *
     * @throws BadUploadException where it is refused; files that came before are given all the same, and not to be used
     */
    public static void read(Optional<String> contentType, byte[] body, UploadLimits limits, Receiver receiver)
            throws IOException {
        String type = contentType.orElse("");
        String kind = type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (body.length > limits.bytes()) {
            throw limits.tooManyBytes("the upload has");
        }
        Counted counted = new Counted(limits, receiver);
        switch (kind) {
            case "image/png", "image/jpeg", "image/jpg", "image/bmp", "image/x-ms-bmp", "image/gif" ->
                counted.part(new Part("the image", body));
            case "multipart/form-data" -> Multipart.read(type, body, counted);
            case "application/x-tar", "application/tar" ->
                readTar(new TarReader(new ByteArrayInputStream(body)), limits, counted);
            case "application/zip", "application/x-zip-compressed" -> ZipParts.read(body, limits, counted);
            default ->
                throw new BadUploadException(
                        BadUploadException.UNKNOWN_KIND,
                        "content type '" + kind + "' is not taken; send " + KINDS + " with its Content-Type");
        }
    }

    private static void readTar(TarReader tar, UploadLimits limits, Receiver receiver) throws IOException {
        for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
            if (!entry.isFile()) {
                continue;
            }
            if (Part.looksLikeAnImage(entry.name())) {
                receiver.part(new Part(entry.name(), tar.bytes(limits.bytes())));
            } else {
                receiver.ignored(entry.name());
            }
        }
    }

    /** Holds the limit of images. */
    private static final class Counted implements Receiver {
        private final UploadLimits limits;
        private final Receiver receiver;
        private int images;

        Counted(UploadLimits limits, Receiver receiver) {
            this.limits = limits;
            this.receiver = receiver;
        }

        @Override
        public void part(Part part) throws IOException {
            if (++images > limits.images()) {
                throw limits.tooManyImages();
            }
            receiver.part(part);
        }

        @Override
        public void ignored(String name) {
            receiver.ignored(name);
        }

        @Override
        public void field(String name, String value) {
            receiver.field(name, value);
        }
    }
}

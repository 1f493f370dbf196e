package ganflux.ingest.source;

import ganflux.ingest.upload.BadUploadException;
import ganflux.ingest.upload.Part;
import ganflux.ingest.upload.Upload;
import ganflux.ingest.upload.UploadLimits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns an upload into images of the source's shape. An image that cannot be read is rejected by name; the others count.
 * One upload at a time.
 */
final class UploadDecoder {
    private static final int KEPT_REASONS = 20;
    private static final int LONGEST_NAME = 120;

    private final PixelReader reader;
    private final UploadLimits limits;
    private final LabelNames labels;
    private final SkippedImages skipped;

    UploadDecoder(ImageShape shape, UploadLimits limits, LabelNames labels, SkippedImages skipped) {
        reader = new PixelReader(shape);
        this.limits = limits;
        this.labels = labels;
        this.skipped = skipped;
    }

    /** An image without a number. */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Pixels(int label, byte[] pixels) {}

    /**
     * What an upload holds.
     *
     * @param rejected images that could not be read
     * @param ignored files that are no images by their names
     * @param reasons why the first few were rejected
     */
    record Decoded(List<Pixels> images, int rejected, int ignored, List<String> reasons) {}

    /**
     * Decodes {@code body}.
     *
     * @param label of all images; else a form's field of that name says it, else the folder of each
     * @throws BadUploadException where the upload is refused as a whole, also when none of its images can be read
     */
    Decoded decode(Optional<String> contentType, Optional<String> label, byte[] body) throws IOException {
        Collector collector = new Collector(label);
        Upload.read(contentType, body, limits, collector);
        return collector.decoded();
    }

    /** What strangers call their files, fit for a log and a terminal. */
    static String printable(String name) {
        String shown = name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "...";
        return shown.replaceAll("[^\\P{C} ]", "?");
    }

    /** Reads each image as it comes, so that one of them at a time is there in full size. */
    private final class Collector implements Upload.Receiver {
        private final List<Pixels> images = new ArrayList<>();
        private final List<String> folders = new ArrayList<>(); // of each image
        private final List<String> reasons = new ArrayList<>();
        private final PixelAllowance allowance = new PixelAllowance();
        private Optional<String> label;
        private int rejected;
        private int ignored;

        Collector(Optional<String> label) {
            this.label = label;
        }

        @Override
        public void part(Part part) throws IOException {
            if ((images.size() + 1L) * reader.shape().bytes() > limits.bytes()) {
                throw new BadUploadException(
                        BadUploadException.TOO_LARGE,
                        "more than " + images.size() + " images of " + reader.shape() + ", which fill the "
                                + limits.bytes() + " bytes allowed; send fewer at once");
            }
            try {
                images.add(new Pixels(Image.UNLABELLED, reader.read(part.bytes(), allowance)));
                folders.add(part.folder());
            } catch (TooManyPixelsException e) {
                throw new BadUploadException(BadUploadException.TOO_LARGE, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                rejected++;
                String name = printable(part.name());
                skipped.add(name, String.valueOf(e.getMessage()));
                if (reasons.size() < KEPT_REASONS) {
                    reasons.add(name + ": " + printable(String.valueOf(e.getMessage())));
                }
            }
        }

        @Override
        public void ignored(String name) {
            ignored++;
        }

        @Override
        public void field(String name, String value) {
            if (name.equals("label") && label.isEmpty()) {
                label = Optional.of(value);
            }
        }

        Decoded decoded() throws IOException {
            if (images.isEmpty()) {
                throw new BadUploadException(
                        BadUploadException.UNUSABLE,
                        reasons.isEmpty()
                                ? "there is no PNG, JPEG, BMP or GIF image in it"
                                : "none of its images can be read: " + String.join("; ", reasons));
            }
            Optional<String> objection = label.flatMap(labels::objection);
            if (objection.isPresent()) {
                throw new BadUploadException(BadUploadException.UNUSABLE, objection.get());
            }
            List<String> names = folders.stream().map(label::orElse).toList();
            labels.learn(names);
            List<Pixels> labelled = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                labelled.add(
                        new Pixels(labels.number(names.get(i)), images.get(i).pixels()));
            }
            return new Decoded(labelled, rejected, ignored, reasons);
        }
    }
}

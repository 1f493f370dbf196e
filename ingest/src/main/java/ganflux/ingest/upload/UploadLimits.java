package ganflux.ingest.upload;

/**
 * What one upload may cost.
 *
 * @param bytes most bytes of it, as sent and as unpacked
 * @param images most images
 */
public record UploadLimits(int bytes, int images) {
    BadUploadException tooManyBytes(String what) {
        return new BadUploadException(
                BadUploadException.TOO_LARGE, what + " more than the " + bytes + " bytes allowed; send less at once");
    }

    BadUploadException tooManyImages() {
        return new BadUploadException(
                BadUploadException.TOO_LARGE, "more than the " + images + " images allowed; send fewer at once");
    }
}

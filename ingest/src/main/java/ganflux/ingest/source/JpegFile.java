package ganflux.ingest.source;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What ImageIO does not say of a JPEG file: how the camera was held (Exif), how four components are meant (Adobe's marker),
 * and whether the file is whole, since a decoder fills what is missing with grey.
 *
 * @param orientation Exif's, 1 (upright) to 8
 * @param components of a pixel; 0 where the file does not say
 * @param isYcck whether four components are three of YCbCr and black, rather than CMYK
 * @param isWhole whether the image's end was found
 */
record JpegFile(int orientation, int components, boolean isYcck, boolean isWhole) {
    private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] ADOBE = "Adobe".getBytes(StandardCharsets.US_ASCII);
    private static final int YCCK = 2;
    private static final int ORIENTATION_TAG = 0x112;
    private static final int TAG_BYTES = 12;

    /** Whether {@code file} begins as a JPEG does. */
    static boolean is(byte[] file) {
        return file.length > 3 && u16(file, 0) == 0xFFD8;
    }

    /** Looks through the markers; never throws, whatever the bytes are. */
    static JpegFile read(byte[] file) {
        int orientation = 1;
        int components = 0;
        boolean ycck = false;
        int at = 2;
        while (at + 1 < file.length) {
            int marker = u16(file, at);
            if (marker == 0xFFD9) {
                return new JpegFile(orientation, components, ycck, true);
            }
            if (marker >>> 8 != 0xFF || marker == 0xFF00 || marker == 0xFFFF || isAlone(marker)) {
                at++; // the image's own data, or bytes that fill
                continue;
            }
            int length = at + 4 <= file.length ? u16(file, at + 2) : 0;
            int from = at + 4;
            int to = at + 2 + length;
            if (length < 2 || to > file.length) {
                break;
            }
            if (marker == 0xFFE1 && startsWith(file, from, to, EXIF)) {
                orientation = orientation(Arrays.copyOfRange(file, from + EXIF.length, to));
            } else if (marker == 0xFFEE && startsWith(file, from, to, ADOBE) && to - from >= 12) {
                ycck = file[from + 11] == YCCK;
            } else if (isFrame(marker) && to - from >= 6) {
                components = file[from + 5];
            }
            at = to;
        }
        return new JpegFile(orientation, components, ycck, false);
    }

    /** Markers without a segment: restarts, and one that is temporary. */
    private static boolean isAlone(int marker) {
        return (marker >= 0xFFD0 && marker <= 0xFFD8) || marker == 0xFF01;
    }

    private static boolean isFrame(int marker) {
        return marker >= 0xFFC0 && marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC;
    }

    /** The orientation in the first directory of a TIFF structure; 1 where there is none. */
    private static int orientation(byte[] tiff) {
        boolean little = tiff.length > 8 && tiff[0] == 'I' && tiff[1] == 'I';
        if (!little && !(tiff.length > 8 && tiff[0] == 'M' && tiff[1] == 'M')) {
            return 1;
        }
        long directory = number(tiff, 4, 4, little);
        if (directory < 0 || directory + 2 > tiff.length) {
            return 1;
        }
        int entries = number(tiff, (int) directory, 2, little);
        for (int i = 0; i < entries; i++) {
            long entry = directory + 2 + (long) i * TAG_BYTES;
            if (entry + TAG_BYTES > tiff.length) {
                break;
            }
            if (number(tiff, (int) entry, 2, little) == ORIENTATION_TAG) {
                int value = number(tiff, (int) entry + 8, 2, little);
                return value >= 1 && value <= 8 ? value : 1;
            }
        }
        return 1;
    }

    private static int number(byte[] bytes, int at, int length, boolean little) {
        int value = 0;
        for (int i = 0; i < length; i++) {
            value = (value << 8) | (bytes[little ? at + length - 1 - i : at + i] & 255);
        }
        return value;
    }

    private static boolean startsWith(byte[] file, int from, int to, byte[] wanted) {
        return to - from >= wanted.length && Arrays.equals(file, from, from + wanted.length, wanted, 0, wanted.length);
    }

    private static int u16(byte[] bytes, int at) {
        return number(bytes, at, 2, false);
    }
}

package ganflux.stream;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import ganflux.v1.ImageBatch;
import java.io.IOException;

/**
 * Where a batch stands among others: by its sequence, then by the name of its source.
 *
 * @param sequence unsigned; 0 for what is no batch, which is to come first
 * @param source empty for what is no batch
 */
record BatchOrder(long sequence, String source) implements Comparable<BatchOrder> {
    private static final int SEQUENCE = tag(ImageBatch.SEQUENCE_FIELD_NUMBER, WireFormat.WIRETYPE_VARINT);
    private static final int SOURCE = tag(ImageBatch.SOURCE_ID_FIELD_NUMBER, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    private static final BatchOrder FIRST = new BatchOrder(0, "");

    /** Reads it out of a record's value without a look at the pixels. */
    static BatchOrder of(byte[] value) {
        long sequence = 0;
        String source = "";
        try {
            CodedInputStream in = CodedInputStream.newInstance(value);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (tag == SEQUENCE) {
                    sequence = in.readUInt64();
                } else if (tag == SOURCE) {
                    source = in.readString();
                } else if (!in.skipField(tag)) {
                    return FIRST;
                }
            }
            return new BatchOrder(sequence, source);
        } catch (IOException e) {
            return FIRST;
        }
    }

    private static int tag(int field, int wireType) {
        return field << 3 | wireType;
    }

    @Override
    public int compareTo(BatchOrder other) {
        int bySequence = Long.compareUnsigned(sequence, other.sequence);
        return bySequence != 0 ? bySequence : source.compareTo(other.source);
    }
}

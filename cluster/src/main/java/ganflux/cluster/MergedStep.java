package ganflux.cluster;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import ganflux.trainer.StepsElsewhere.Step;
import ganflux.v1.StepReport;
import java.util.List;

/**
 * One step as all slots made it: figures are means over the slots, in their order; counts of bins are sums; of times the
 * longest counts, since a round lasts as long as its slowest slot.
 */
final class MergedStep {
    private MergedStep() {}

    /**
     * Of the reports of one step.
     *
     * @param images of a slot's step
     */
    static Step of(List<StepReport> slots, long images) {
        StepReport.Builder merged = slots.get(0).toBuilder();
        for (FieldDescriptor field : StepReport.getDescriptor().getFields()) {
            if (field.getJavaType() == JavaType.DOUBLE) {
                mean(merged, field, slots);
            } else if (field.isRepeated()) {
                sum(merged, field, slots);
            }
        }
        long failed = slots.stream().filter(StepReport::getNonFinite).count();
        return new Step(
                merged.setNonFinite(failed > 0)
                        .setStepSeconds(longest(
                                slots.stream().map(StepReport::getStepSeconds).toList()))
                        .setWaitSeconds(longest(
                                slots.stream().map(StepReport::getWaitSeconds).toList()))
                        .setFinishedAtMs(slots.stream()
                                .mapToLong(StepReport::getFinishedAtMs)
                                .max()
                                .orElseThrow())
                        .build(),
                (slots.size() - failed) * images,
                failed * images);
    }

    private static double longest(List<Double> times) {
        return times.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
    }

    /** Over the slots that have the figure. */
    private static void mean(StepReport.Builder merged, FieldDescriptor field, List<StepReport> slots) {
        slots.stream()
                .filter(slot -> !field.hasPresence() || slot.hasField(field))
                .mapToDouble(slot -> (Double) slot.getField(field))
                .average()
                .ifPresent(mean -> merged.setField(field, mean));
    }

    private static void sum(StepReport.Builder merged, FieldDescriptor bins, List<StepReport> slots) {
        for (int bin = 0; bin < slots.get(0).getRepeatedFieldCount(bins); bin++) {
            int at = bin;
            int count = slots.stream()
                    .mapToInt(slot -> (Integer) slot.getRepeatedField(bins, at))
                    .sum();
            merged.setRepeatedField(bins, bin, count);
        }
    }
}

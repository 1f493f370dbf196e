package ganflux.trainer.engine.fast;

import ganflux.trainer.engine.fast.Stage.Norm;
import org.bytedeco.dnnl.batch_normalization_backward;
import org.bytedeco.dnnl.batch_normalization_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.FloatPointer;

/** Batch normalisation, with a ReLU where one follows, from tensor {@code i} to the next. */
final class NormNode implements Node {
    private final Natives natives;
    private final Tensors tensors;
    private final int i;
    private final Norm stage;
    private final boolean training;
    private final Parameters parameters;
    private final RunningStatistics running;
    private final FloatPointer batchMean;
    private final FloatPointer batchVariance;
    private final memory mean;
    private final memory variance;
    private final memory scale;
    private final memory shift;
    private final batch_normalization_forward.primitive_desc forward;
    private final memory workspace;

    /**
     * A node that takes the batch's statistics, or the running ones.
     *
     * @param training whether it takes the batch's
     */
    NormNode(
            Natives natives,
            Tensors tensors,
            int i,
            Norm stage,
            boolean training,
            Parameters parameters,
            RunningStatistics running) {
        this.natives = natives;
        this.tensors = tensors;
        this.i = i;
        this.stage = stage;
        this.training = training;
        this.parameters = parameters;
        this.running = running;
        memory.desc channels = natives.vector(stage.channels());
        batchMean = natives.own(new FloatPointer(stage.channels()));
        batchVariance = natives.own(new FloatPointer(stage.channels()));
        mean = training ? natives.wrap(channels, batchMean) : running.mean();
        variance = training ? natives.wrap(channels, batchVariance) : running.variance();
        scale = parameters.values(stage.gamma(), channels);
        shift = parameters.values(stage.beta(), channels);
        forward = natives.own(new batch_normalization_forward.primitive_desc(
                natives.cpu(),
                dnnl.dnnl_forward_training,
                tensors.desc(i),
                tensors.desc(i + 1),
                (float) stage.epsilon(),
                flags(),
                natives.attributes(null),
                false));
        workspace = natives.allocate(natives.own(forward.workspace_desc()));
    }

    private int flags() {
        return dnnl.dnnl_use_scale
                | dnnl.dnnl_use_shift
                | (stage.relu() ? dnnl.dnnl_fuse_norm_relu : 0)
                | (training ? 0 : dnnl.dnnl_use_global_stats);
    }

    @Override
    public void forward(Program program) {
        program.add(natives.call(
                new batch_normalization_forward(forward),
                dnnl.DNNL_ARG_SRC,
                tensors.value(i),
                dnnl.DNNL_ARG_DST,
                tensors.value(i + 1),
                dnnl.DNNL_ARG_SCALE,
                scale,
                dnnl.DNNL_ARG_SHIFT,
                shift,
                dnnl.DNNL_ARG_MEAN,
                mean,
                dnnl.DNNL_ARG_VARIANCE,
                variance,
                dnnl.DNNL_ARG_WORKSPACE,
                workspace));
    }

    @Override
    public void backward(Program program, boolean wantParameters, boolean wantInput) {
        if (!wantParameters && !wantInput) {
            return;
        }
        memory.desc channels = natives.vector(stage.channels());
        memory scaleGradient = natives.allocate(channels);
        memory shiftGradient = natives.allocate(channels);
        batch_normalization_backward.primitive_desc description =
                natives.own(new batch_normalization_backward.primitive_desc(
                        natives.cpu(),
                        wantParameters ? dnnl.dnnl_backward : dnnl.dnnl_backward_data,
                        tensors.desc(i),
                        tensors.desc(i + 1),
                        tensors.desc(i),
                        (float) stage.epsilon(),
                        flags(),
                        forward,
                        natives.attributes(null),
                        false));
        program.add(natives.call(
                new batch_normalization_backward(description),
                dnnl.DNNL_ARG_SRC,
                tensors.value(i),
                dnnl.DNNL_ARG_MEAN,
                mean,
                dnnl.DNNL_ARG_VARIANCE,
                variance,
                dnnl.DNNL_ARG_SCALE,
                scale,
                dnnl.DNNL_ARG_WORKSPACE,
                workspace,
                dnnl.DNNL_ARG_DIFF_DST,
                tensors.gradient(i + 1),
                dnnl.DNNL_ARG_DIFF_SRC,
                tensors.gradient(i),
                dnnl.DNNL_ARG_DIFF_SCALE,
                scaleGradient,
                dnnl.DNNL_ARG_DIFF_SHIFT,
                shiftGradient));
        if (wantParameters) {
            program.add(parameters.accumulate(natives, scaleGradient, stage.gamma(), channels));
            program.add(parameters.accumulate(natives, shiftGradient, stage.beta(), channels));
            if (training) {
                program.add(() -> running.saw(batchMean, batchVariance));
            }
        }
    }
}

package ganflux.bench.step;

import java.io.IOException;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.stream;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/** One large convolution, 32x28x28 to 64x28x28 by 5x5 at batch 64, as fast as the machine can: the bound of a step. */
final class ConvolutionPeer {
    /** Work of one run. */
    static final double GFLOP = 2.0 * 64 * 32 * 64 * 25 * 28 * 28 * 1e-9;

    private ConvolutionPeer() {}

    /** Arguments: the number of threads and the precision. */
    public static void main(String[] args) throws IOException {
        Nd4j.getBackend(); // ND4J's natives, through which OpenMP is told its number of threads
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(Integer.parseInt(args[0]));
        memory.data_type type = args[1].equals("BF16") ? memory.data_type.bf16 : memory.data_type.f32;
        engine cpu = new engine(engine.kind.cpu, 0);
        convolution_forward.primitive_desc description = new convolution_forward.primitive_desc(
                cpu,
                dnnl.dnnl_forward_inference,
                dnnl.dnnl_convolution_direct,
                any(type, 64, 32, 28, 28),
                any(type, 64, 32, 5, 5),
                any(type, 64, 64, 28, 28),
                new long[] {1, 1},
                new long[] {2, 2},
                new long[] {2, 2},
                new primitive_attr(),
                false);
        memory[] operands = {
            new memory(description.src_desc(), cpu),
            new memory(description.weights_desc(), cpu),
            new memory(description.dst_desc(), cpu)
        };
        int[] names = {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_WEIGHTS, dnnl.DNNL_ARG_DST};
        dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(names.length);
        for (int i = 0; i < names.length; i++) {
            arguments.position(i).arg(names[i]).memory(operands[i].get());
        }
        arguments.position(0);
        dnnl_primitive convolution = new convolution_forward(description).get();
        dnnl_stream stream = new stream(cpu).get();
        Peer.serve(() -> {
            int status = dnnl.dnnl_primitive_execute(convolution, stream, names.length, arguments);
            if (status != dnnl.dnnl_success) {
                throw new IllegalStateException("oneDNN's status is " + status);
            }
        });
    }

    private static memory.desc any(memory.data_type type, long... dims) {
        return new memory.desc(dims, type, memory.format_tag.any);
    }
}

package ganflux.bench.libtorch;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** What both networks need. */
final class Networks {
    private Networks() {}

    /** {@code module.to(memory_format=torch.channels_last)}. */
    static void channelsLast(Module module) {
        TensorVector parameters = module.parameters();
        for (long i = 0; i < parameters.size(); i++) {
            Tensor parameter = parameters.get(i);
            if (parameter.dim() == 4) {
                parameter.set_data(parameter.detach().contiguous(torch.MemoryFormat.ChannelsLast));
            }
        }
    }

    /** Whether autograd computes gradients of the module's parameters: no need for D's in G's update. */
    static void freeze(Module module, boolean frozen) {
        TensorVector parameters = module.parameters();
        for (long i = 0; i < parameters.size(); i++) {
            parameters.get(i).requires_grad_(!frozen);
        }
    }
}

package ganflux.bench.libtorch;

import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@code mlp-mnist} as a user of PyTorch would write it. */
final class MlpMnist {
    private static final int BATCH = 128;

    private final Module generator = new Module();
    private final Module discriminator = new Module();
    private final LinearImpl g1 = new LinearImpl(100, 128);
    private final LinearImpl g2 = new LinearImpl(128, 784);
    private final LinearImpl d1 = new LinearImpl(784, 128);
    private final LinearImpl d2 = new LinearImpl(128, 1);
    private final Adam generatorOptimizer;
    private final Adam discriminatorOptimizer;
    private final Tensor reals = Discs.draw(BATCH, 1, 28, -1).view(BATCH, 784);
    private final Tensor ones = torch.ones(BATCH, 1);
    private final Tensor zeros = torch.zeros(BATCH, 1);
    private final Scalar slope = new Scalar(.01);
    private final Scalar half = new Scalar(.5);

    MlpMnist() {
        generator.register_module("g1", g1);
        generator.register_module("g2", g2);
        discriminator.register_module("d1", d1);
        discriminator.register_module("d2", d2);
        generatorOptimizer = new Adam(generator.parameters(), new AdamOptions(1e-3));
        discriminatorOptimizer = new Adam(discriminator.parameters(), new AdamOptions(1e-3));
    }

    private Tensor judge(Tensor x) {
        return d2.forward(torch.dropout(torch.leaky_relu(d1.forward(x), slope), .5, true));
    }

    void step() {
        Tensor z = torch.rand(BATCH, 100).mul(new Scalar(2.0)).sub(new Scalar(1.0));
        Tensor fakes = torch.tanh(g2.forward(torch.dropout(torch.leaky_relu(g1.forward(z), slope), .5, true)));
        Networks.freeze(discriminator, true);
        generatorOptimizer.zero_grad();
        torch.binary_cross_entropy_with_logits(judge(fakes), ones).backward();
        generatorOptimizer.step();
        Networks.freeze(discriminator, false);
        discriminatorOptimizer.zero_grad();
        Tensor real = torch.binary_cross_entropy_with_logits(judge(reals), ones);
        Tensor fake = torch.binary_cross_entropy_with_logits(judge(fakes.detach()), zeros);
        real.add(fake).mul(half).backward();
        discriminatorOptimizer.step();
    }
}

package ganflux.bench.libtorch;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.ConvTranspose2dImpl;
import org.bytedeco.pytorch.ConvTranspose2dOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** {@code dcgan-celeba} as PyTorch's DCGAN example writes it, channels-last. */
final class DcganCeleba {
    private static final int BATCH = 64;
    private static final int[] WIDTHS = {3, 64, 128, 256, 512};

    private final Module generator = new Module();
    private final Module discriminator = new Module();
    private final ConvTranspose2dImpl[] up = new ConvTranspose2dImpl[5];
    private final BatchNorm2dImpl[] upNorms = new BatchNorm2dImpl[4];
    private final Conv2dImpl[] down = new Conv2dImpl[5];
    private final BatchNorm2dImpl[] downNorms = new BatchNorm2dImpl[4];
    private final Adam generatorOptimizer;
    private final Adam discriminatorOptimizer;
    private final Tensor reals = Discs.draw(BATCH, 3, 64, -1).contiguous(torch.MemoryFormat.ChannelsLast);
    private final Tensor ones = torch.ones(BATCH);
    private final Tensor zeros = torch.zeros(BATCH);
    private final Scalar slope = new Scalar(.2);

    DcganCeleba() {
        for (int i = 0; i < 5; i++) {
            up[i] = up(i == 0 ? 100 : WIDTHS[5 - i], WIDTHS[4 - i], i == 0 ? 1 : 2, i == 0 ? 0 : 1);
            generator.register_module("up" + i, up[i]);
            down[i] = down(WIDTHS[i], i == 4 ? 1 : WIDTHS[i + 1], i == 4 ? 1 : 2, i == 4 ? 0 : 1, i == 0 || i == 4);
            discriminator.register_module("down" + i, down[i]);
            torch.normal_(up[i].weight().detach(), 0, .02);
            torch.normal_(down[i].weight().detach(), 0, .02);
            if (i < 4) {
                upNorms[i] = new BatchNorm2dImpl(new BatchNormOptions(WIDTHS[4 - i]));
                generator.register_module("norm" + i, upNorms[i]);
                torch.normal_(upNorms[i].weight().detach(), 1, .02);
            }
            if (i > 0 && i < 4) {
                downNorms[i] = new BatchNorm2dImpl(new BatchNormOptions(WIDTHS[i + 1]));
                discriminator.register_module("norm" + i, downNorms[i]);
                torch.normal_(downNorms[i].weight().detach(), 1, .02);
            }
        }
        Networks.channelsLast(generator);
        Networks.channelsLast(discriminator);
        generatorOptimizer = optimizer(generator);
        discriminatorOptimizer = optimizer(discriminator);
    }

    private static ConvTranspose2dImpl up(int in, int out, int stride, int padding) {
        ConvTranspose2dOptions options = new ConvTranspose2dOptions(in, out, new LongPointer(4, 4));
        options.stride().put(new long[] {stride, stride});
        options.padding().put(new long[] {padding, padding});
        options.bias().put(false);
        return new ConvTranspose2dImpl(options);
    }

    private static Conv2dImpl down(int in, int out, int stride, int padding, boolean bias) {
        Conv2dOptions options = new Conv2dOptions(in, out, new LongPointer(4, 4));
        options.stride().put(new long[] {stride, stride});
        options.padding().put(new LongPointer(padding, padding));
        options.bias().put(bias);
        return new Conv2dImpl(options);
    }

    private static Adam optimizer(Module module) {
        AdamOptions options = new AdamOptions(2e-4);
        options.betas().put(.5, .999);
        return new Adam(module.parameters(), options);
    }

    private Tensor generate() {
        Tensor x = torch.randn(BATCH, 100, 1, 1).contiguous(torch.MemoryFormat.ChannelsLast);
        for (int i = 0; i < 4; i++) {
            x = torch.relu_(upNorms[i].forward(up[i].forward(x)));
        }
        return torch.tanh(up[4].forward(x));
    }

    private Tensor judge(Tensor images) {
        Tensor x = torch.leaky_relu_(down[0].forward(images), slope);
        for (int i = 1; i < 4; i++) {
            x = torch.leaky_relu_(downNorms[i].forward(down[i].forward(x)), slope);
        }
        return down[4].forward(x).view(-1);
    }

    void step() {
        discriminatorOptimizer.zero_grad();
        torch.binary_cross_entropy_with_logits(judge(reals), ones).backward();
        Tensor fakes = generate();
        torch.binary_cross_entropy_with_logits(judge(fakes.detach()), zeros).backward();
        discriminatorOptimizer.step();
        Networks.freeze(discriminator, true);
        generatorOptimizer.zero_grad();
        torch.binary_cross_entropy_with_logits(judge(fakes), ones).backward();
        generatorOptimizer.step();
        Networks.freeze(discriminator, false);
    }
}

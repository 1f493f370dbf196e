package ganflux.bench.libtorch;

import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.BatchNorm2dImpl;
import org.bytedeco.pytorch.BatchNormOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.ConvTranspose2dImpl;
import org.bytedeco.pytorch.ConvTranspose2dOptions;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** {@code dcgan-mnist} as a user of PyTorch would write it, channels-last. */
final class DcganMnist {
    private static final int BATCH = 64;

    private final Module generator = new Module();
    private final Module discriminator = new Module();
    private final LinearImpl fromNoise = new LinearImpl(100, 7 * 7 * 128);
    private final BatchNorm2dImpl[] norms = new BatchNorm2dImpl[4];
    private final ConvTranspose2dImpl[] up = new ConvTranspose2dImpl[4];
    private final Conv2dImpl[] down = new Conv2dImpl[4];
    private final LinearImpl toLogit = new LinearImpl(4 * 4 * 256, 1);
    private final RMSprop generatorOptimizer;
    private final RMSprop discriminatorOptimizer;
    private final Tensor reals = Discs.draw(BATCH, 1, 28, 0);
    private final Tensor ones = torch.ones(BATCH, 1);
    private final Tensor targets = torch.cat(new TensorVector(ones, torch.zeros(BATCH, 1)));
    private final Scalar slope = new Scalar(.2);

    DcganMnist() {
        generator.register_module("dense", fromNoise);
        int[] filters = {128, 64, 32, 1};
        int[] strides = {2, 2, 1, 1};
        int in = 128;
        for (int i = 0; i < 4; i++) {
            BatchNormOptions norm = new BatchNormOptions(in);
            norm.eps().put(1e-3);
            norm.momentum().put(new DoubleOptional(.01));
            norms[i] = new BatchNorm2dImpl(norm);
            ConvTranspose2dOptions options = new ConvTranspose2dOptions(in, filters[i], new LongPointer(5, 5));
            options.stride().put(new long[] {strides[i], strides[i]});
            options.padding().put(new long[] {2, 2});
            options.output_padding().put(new long[] {strides[i] - 1, strides[i] - 1});
            up[i] = new ConvTranspose2dImpl(options);
            generator.register_module("norm" + i, norms[i]);
            generator.register_module("up" + i, up[i]);
            in = filters[i];
        }
        int[] widths = {32, 64, 128, 256};
        int[] steps = {2, 2, 2, 1};
        in = 1;
        for (int i = 0; i < 4; i++) {
            Conv2dOptions options = new Conv2dOptions(in, widths[i], new LongPointer(5, 5));
            options.stride().put(new long[] {steps[i], steps[i]});
            options.padding().put(new LongPointer(2, 2));
            down[i] = new Conv2dImpl(options);
            discriminator.register_module("down" + i, down[i]);
            in = widths[i];
        }
        discriminator.register_module("dense", toLogit);
        Networks.channelsLast(generator);
        Networks.channelsLast(discriminator);
        generatorOptimizer = optimizer(generator, 1e-4);
        discriminatorOptimizer = optimizer(discriminator, 2e-4);
    }

    private static RMSprop optimizer(Module module, double rate) {
        RMSpropOptions options = new RMSpropOptions(rate);
        options.alpha().put(.9);
        options.eps().put(1e-7);
        return new RMSprop(module.parameters(), options);
    }

    private Tensor generate(int count) {
        Tensor z = torch.rand(count, 100).mul(new Scalar(2.0)).sub(new Scalar(1.0));
        Tensor x = fromNoise.forward(z).view(-1, 128, 7, 7).contiguous(torch.MemoryFormat.ChannelsLast);
        for (int i = 0; i < 4; i++) {
            x = up[i].forward(torch.relu(norms[i].forward(x)));
        }
        return torch.sigmoid(x);
    }

    private Tensor judge(Tensor x) {
        for (Conv2dImpl layer : down) {
            x = layer.forward(torch.leaky_relu(x, slope));
        }
        return toLogit.forward(x.reshape(-1, 4 * 4 * 256));
    }

    /** 1,000 images as bytes, in batches. */
    void generateImages() {
        generator.eval();
        try (NoGradGuard none = new NoGradGuard()) {
            for (int done = 0; done < 1000; done += BATCH) {
                int count = Math.min(BATCH, 1000 - done);
                Tensor bytes = generate(count).mul(new Scalar(255.0)).round().to(torch.ScalarType.Byte);
                if (bytes.numel() != count * 28L * 28) {
                    throw new IllegalStateException("drew " + bytes.numel() + " bytes");
                }
            }
        }
    }

    void step() {
        Tensor fakes;
        try (NoGradGuard none = new NoGradGuard()) {
            generator.eval();
            fakes = generate(BATCH);
            generator.train(true);
        }
        discriminatorOptimizer.zero_grad();
        torch.binary_cross_entropy_with_logits(judge(torch.cat(new TensorVector(reals, fakes))), targets)
                .backward();
        discriminatorOptimizer.step();
        Networks.freeze(discriminator, true);
        generatorOptimizer.zero_grad();
        torch.binary_cross_entropy_with_logits(judge(generate(BATCH)), ones).backward();
        generatorOptimizer.step();
        Networks.freeze(discriminator, false);
    }
}

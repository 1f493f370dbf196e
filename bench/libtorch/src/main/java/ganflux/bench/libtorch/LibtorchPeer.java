package ganflux.bench.libtorch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch;

/**
 * Times training steps of one of the presets on libtorch, or the drawing of 1,000 images. Protocol, one line each way: {@code N} on the standard input
 * asks for N steps, the answer is {@code wall/cpu} of each, in milliseconds, the CPU time being the mean.
 */
public final class LibtorchPeer {
    private LibtorchPeer() {}

    /** Arguments: the preset's name, or {@code generate}, and the number of threads. */
    public static void main(String[] args) throws IOException {
        torch.set_num_threads(Integer.parseInt(args[1]));
        torch.manual_seed(1);
        Runnable step =
                switch (args[0]) {
                    case "dcgan-mnist" -> new DcganMnist()::step;
                    case "generate" -> new DcganMnist()::generateImages;
                    case "dcgan-celeba" -> new DcganCeleba()::step;
                    case "mlp-mnist" -> new MlpMnist()::step;
                    default -> throw new IllegalArgumentException("no libtorch peer for the preset " + args[0]);
                };
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String request = requests.readLine(); request != null; request = requests.readLine()) {
            double[] wallMs = new double[Integer.parseInt(request)];
            long cpu = system.getProcessCpuTime(); // in ticks of 10 ms on some systems, hence over all steps together
            for (int i = 0; i < wallMs.length; i++) {
                long begun = System.nanoTime();
                try (PointerScope scope = new PointerScope()) {
                    step.run();
                }
                wallMs[i] = (System.nanoTime() - begun) * 1e-6;
            }
            double cpuMs = (system.getProcessCpuTime() - cpu) * 1e-6 / wallMs.length;
            StringBuilder answer = new StringBuilder();
            for (double ms : wallMs) {
                answer.append(String.format(Locale.ROOT, "%.3f/%.3f ", ms, cpuMs));
            }
            System.out.println(answer.toString().trim());
            System.out.flush();
        }
    }
}

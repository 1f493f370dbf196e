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
 * Times training steps of one of the presets on libtorch. Protocol, one line each way: {@code N} on the standard input
 * asks for N steps, the answer is {@code wall/cpu} of each, in milliseconds.
 */
public final class LibtorchPeer {
    private LibtorchPeer() {}

    /** Arguments: the preset's name and the number of threads. */
    public static void main(String[] args) throws IOException {
        torch.set_num_threads(Integer.parseInt(args[1]));
        torch.manual_seed(1);
        Runnable step =
                switch (args[0]) {
                    case "dcgan-mnist" -> new DcganMnist()::step;
                    case "mlp-mnist" -> new MlpMnist()::step;
                    default -> throw new IllegalArgumentException("no libtorch peer for the preset " + args[0]);
                };
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String request = requests.readLine(); request != null; request = requests.readLine()) {
            StringBuilder answer = new StringBuilder();
            for (int n = Integer.parseInt(request); n > 0; n--) {
                long begun = System.nanoTime();
                long cpu = system.getProcessCpuTime();
                try (PointerScope scope = new PointerScope()) {
                    step.run();
                }
                answer.append(String.format(
                        Locale.ROOT,
                        "%.3f/%.3f ",
                        (System.nanoTime() - begun) * 1e-6,
                        (system.getProcessCpuTime() - cpu) * 1e-6));
            }
            System.out.println(answer.toString().trim());
            System.out.flush();
        }
    }
}

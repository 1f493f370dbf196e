package ganflux.bench.step;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The far side of {@link PeerProcess}. */
final class Peer {
    private Peer() {}

    /** Answers requests for runs of {@code step} until the standard input ends. */
    static void serve(Runnable step) throws IOException {
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String request = requests.readLine(); request != null; request = requests.readLine()) {
            StringBuilder answer = new StringBuilder();
            for (int n = Integer.parseInt(request); n > 0; n--) {
                long begun = System.nanoTime();
                long cpu = system.getProcessCpuTime();
                step.run();
                answer.append(String.format(
                        Locale.ROOT,
                        "%.3f/%.3f ",
                        (System.nanoTime() - begun) * 1e-6,
                        (system.getProcessCpuTime() - cpu) * 1e-6));
            }
            System.out.println(answer.toString().trim());
        }
    }
}

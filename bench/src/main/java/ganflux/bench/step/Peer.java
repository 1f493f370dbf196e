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
            double[] wallMs = new double[Integer.parseInt(request)];
            long cpu = system.getProcessCpuTime(); // in ticks of 10 ms on some systems, hence over all steps together
            for (int i = 0; i < wallMs.length; i++) {
                long begun = System.nanoTime();
                step.run();
                wallMs[i] = (System.nanoTime() - begun) * 1e-6;
            }
            double cpuMs = (system.getProcessCpuTime() - cpu) * 1e-6 / wallMs.length;
            StringBuilder answer = new StringBuilder();
            for (double ms : wallMs) {
                answer.append(String.format(Locale.ROOT, "%.3f/%.3f ", ms, cpuMs));
            }
            System.out.println(answer.toString().trim());
        }
    }
}

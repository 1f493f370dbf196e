package ganflux.broker.testing;

import ganflux.broker.KafkaBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real broker whose clients must come by TLS, trust its self-signed certificate, and give a name and a password (SASL
 * PLAIN). The certificate is made at each start by the JDK's {@code keytool}.
 */
public final class SecuredBroker implements AutoCloseable {
    /** The only user whom it lets in. */
    public static final String USER = "ganflux";

    private static final String STORE_PASSWORD = "of-the-key-store";

    private final Path directory;
    private final KafkaBroker broker;

    private SecuredBroker(Path directory, KafkaBroker broker) {
        this.directory = directory;
        this.broker = broker;
    }

    /**
     * Starts it.
     *
     * @param directory for its data and certificates
     * @param password of {@link #USER}; letters, digits and hyphens
     * @throws IOException where no certificate can be made
     */
    public static SecuredBroker start(Path directory, String password) throws IOException, InterruptedException {
        Path keys = directory.resolve("broker.p12");
        makeCertificate("localhost", keys, directory.resolve("broker.pem"));
        makeCertificate("elsewhere", directory.resolve("other.p12"), directory.resolve("other.pem"));
        KafkaBroker broker = KafkaBroker.startSecured(
                directory.resolve("data"),
                Map.of(
                        "ssl.keystore.type",
                        "PKCS12",
                        "ssl.keystore.location",
                        keys.toString(),
                        "ssl.keystore.password",
                        STORE_PASSWORD,
                        "sasl.enabled.mechanisms",
                        "PLAIN",
                        "plain.sasl.jaas.config",
                        login(" user_" + USER + "=\"" + password + "\"")));
        return new SecuredBroker(directory, broker);
    }

    private static String login(String options) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required" + options + ";";
    }

    private static void makeCertificate(String name, Path keys, Path certificate)
            throws IOException, InterruptedException {
        keytool("-genkeypair", keys, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "SAN=ip:127.0.0.1");
        keytool("-exportcert", keys, "-rfc", "-file", certificate.toString());
    }

    private static void keytool(String what, Path keys, String... more) throws IOException, InterruptedException {
        ProcessBuilder keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), what);
        keytool.command().addAll(List.of("-alias", "broker", "-storetype", "PKCS12"));
        keytool.command().addAll(List.of("-keystore", keys.toString(), "-storepass", STORE_PASSWORD));
        keytool.command().addAll(List.of(more));
        Process process = keytool.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool " + what + " failed: " + said.strip());
        }
    }

    /** Where clients come to: {@code 127.0.0.1:port}. */
    public String bootstrap() {
        return broker.securedBootstrap();
    }

    /**
     * Properties of a client that is let in where {@code password} is right.
     *
     * @param password as it stands in the file; may be a reference such as {@code ${env:NAME}}
     */
    public String client(String password) {
        return client(password, directory.resolve("broker.pem"));
    }

    /** Properties of a client that trusts another certificate than the broker's. */
    public String distrustfulClient(String password) {
        return client(password, directory.resolve("other.pem"));
    }

    private static String client(String password, Path trusted) {
        return String.join(
                "\n",
                "security.protocol=SASL_SSL",
                "sasl.mechanism=PLAIN",
                "sasl.jaas.config=" + login(" username=\"" + USER + "\" password=\"" + password + "\""),
                "ssl.truststore.type=PEM",
                "ssl.truststore.location=" + trusted,
                "");
    }

    /** Writes {@code properties} into a new file of its directory, for {@code --kafka}. */
    public Path file(String name, String properties) throws IOException {
        return Files.writeString(directory.resolve(name), properties);
    }

    @Override
    public void close() {
        broker.close();
    }
}

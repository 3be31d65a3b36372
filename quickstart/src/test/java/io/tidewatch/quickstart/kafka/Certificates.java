package io.tidewatch.quickstart.kafka;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A broker's key with its own certificate, and a store with that certificate for those who are to trust it; both are
 * PKCS #12, made by the JDK's keytool, and valid for two days.
 */
record Certificates(Path keyStore, Path trustStore) {
    static Certificates make(Path folder, String password) throws IOException, InterruptedException {
        Path keys = folder.resolve("broker.p12");
        Path trusted = folder.resolve("trust.p12");
        Path certificate = folder.resolve("broker.pem");
        keytool(
                keys,
                password,
                "-genkeypair",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=broker",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2");
        keytool(keys, password, "-exportcert", "-rfc", "-file", certificate.toString());
        keytool(trusted, password, "-importcert", "-noprompt", "-file", certificate.toString());
        return new Certificates(keys, trusted);
    }

    private static void keytool(Path store, String password, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "broker", "-keystore", store.toString()));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", password));
        Path log = store.resolveSibling("keytool.log");
        int status = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        if (status != 0) {
            throw new IOException("keytool failed; it says why in " + log);
        }
    }
}

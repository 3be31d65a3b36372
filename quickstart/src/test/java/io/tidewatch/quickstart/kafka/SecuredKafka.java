package io.tidewatch.quickstart.kafka;

import io.tidewatch.quickstart.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AclBinding;

/**
 * A real broker that lets clients in by TLS and SCRAM or a token alone and gives them the rights that they were granted. Its plain
 * listener, on the loopback interface too, is the administrator's.
 */
final class SecuredKafka implements AutoCloseable {
    static final String STORE_PASSWORD = "store-5ecret-a81f";
    private static final int ITERATIONS = 4_096;

    /** Where a Kafka client may fetch tokens and keys: a property of the JVM, not of the client. */
    private static final String ALLOWED_URLS = "org.apache.kafka.sasl.oauthbearer.allowed.urls";

    private final EmbeddedKafka broker;
    private final TokenIssuer issuer;
    private final Path folder;
    private final Path trustStore;
    private final String bootstrapServers;

    private SecuredKafka(
            EmbeddedKafka broker, TokenIssuer issuer, Path folder, Path trustStore, String bootstrapServers) {
        this.broker = broker;
        this.issuer = issuer;
        this.folder = folder;
        this.trustStore = trustStore;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * @param folder for the certificates and secrets
     * @param users who are known; {@link #password} has their passwords
     */
    static SecuredKafka start(Path folder, Set<String> users, List<AclBinding> rights) throws Exception {
        Certificates certificates = Certificates.make(folder, STORE_PASSWORD);
        String address = "127.0.0.1:" + FreePort.find();
        Map<String, String> settings = new HashMap<>();
        settings.put("listeners", "CLIENTS://" + address);
        settings.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,CLIENTS:SASL_SSL");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
        String clients = "listener.name.clients.";
        settings.put(clients + "ssl.keystore.type", "PKCS12");
        settings.put(clients + "ssl.keystore.location", certificates.keyStore().toString());
        settings.put(clients + "ssl.keystore.password", STORE_PASSWORD);
        settings.put(clients + "sasl.enabled.mechanisms", "SCRAM-SHA-512,OAUTHBEARER");
        settings.put(
                clients + "scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        TokenIssuer issuer = new TokenIssuer(SecuredKafka::password);
        String tokens = clients + "oauthbearer.";
        settings.put(
                tokens + "sasl.jaas.config",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
        settings.put(
                tokens + "sasl.server.callback.handler.class",
                "org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallbackHandler");
        settings.put(clients + "sasl.oauthbearer.jwks.endpoint.url", issuer.keysEndpoint());
        settings.put(clients + "sasl.oauthbearer.expected.audience", TokenIssuer.AUDIENCE);
        settings.put(clients + "sasl.oauthbearer.expected.issuer", issuer.address());
        System.setProperty(ALLOWED_URLS, issuer.tokenEndpoint());
        SecuredKafka kafka = new SecuredKafka(
                EmbeddedKafka.start(settings, List.of("-D" + ALLOWED_URLS + "=" + issuer.keysEndpoint())),
                issuer,
                folder,
                certificates.trustStore(),
                address);
        try {
            kafka.setUp(users, rights);
            return kafka;
        } catch (Exception e) {
            kafka.close();
            throw e;
        }
    }

    private void setUp(Set<String> users, List<AclBinding> rights) throws Exception {
        broker.createTopics(1);
        List<UserScramCredentialAlteration> credentials = new ArrayList<>();
        for (String user : users) {
            credentials.add(new UserScramCredentialUpsertion(
                    user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), password(user)));
        }
        try (Admin admin = Admin.create(
                Map.<String, Object>of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, broker.bootstrapServers()))) {
            admin.alterUserScramCredentials(credentials).all().get();
            admin.createAcls(rights).all().get();
        }
    }

    static String password(String user) {
        return user + "-5ecret-c04d";
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    /** How a client says who it is. */
    enum SignIn {
        SCRAM,
        TOKEN
    }

    /** What a client of {@code user} needs besides the address, as the documentation gives it. */
    Map<String, String> clientProperties(SignIn signIn, String user, String password) throws IOException {
        Path secrets = Files.createTempFile(folder, user, ".properties");
        Files.writeString(secrets, "password=" + password + "\ntruststore=" + STORE_PASSWORD + "\n");
        Map<String, String> properties = new HashMap<>();
        properties.put("security.protocol", "SASL_SSL");
        switch (signIn) {
            case SCRAM -> {
                properties.put("sasl.mechanism", "SCRAM-SHA-512");
                properties.put(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user
                                + "\" password=\"${file:" + secrets + ":password}\";");
            }
            case TOKEN -> {
                properties.put("sasl.mechanism", "OAUTHBEARER");
                properties.put(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;");
                properties.put(
                        "sasl.login.callback.handler.class",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
                properties.put("sasl.oauthbearer.token.endpoint.url", issuer.tokenEndpoint());
                properties.put("sasl.oauthbearer.client.credentials.client.id", user);
                properties.put("sasl.oauthbearer.client.credentials.client.secret", "${file:" + secrets + ":password}");
            }
        }
        properties.put("ssl.truststore.type", "PKCS12");
        properties.put("ssl.truststore.location", trustStore.toString());
        properties.put("ssl.truststore.password", "${file:" + secrets + ":truststore}");
        properties.put("config.providers", "file");
        properties.put("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider");
        properties.put("config.providers.file.param.allowed.paths", folder.toString());
        return properties;
    }

    @Override
    public void close() {
        System.clearProperty(ALLOWED_URLS);
        broker.close();
        issuer.close();
    }
}

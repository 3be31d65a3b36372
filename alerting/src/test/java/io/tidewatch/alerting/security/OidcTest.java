package io.tidewatch.alerting.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tidewatch.alerting.fixture.ApiClient;
import io.tidewatch.alerting.fixture.ApiClient.Answer;
import io.tidewatch.alerting.fixture.Repository;
import io.tidewatch.alerting.fixture.RunningApi;
import io.tidewatch.alerting.store.Dialect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing in with a small, real issuer: keys, tokens and PKCE are checked on both sides. */
class OidcTest {
    private static final String CLIENT = "desk";

    private final RSAKey key = newKey();
    private HttpServer issuer;
    private RunningApi service;
    private ApiClient browser;
    private volatile RSAKey signingKey = key;
    private volatile String nonce = "";
    private volatile String challenge = "";
    private volatile List<String> groups = List.of("tidewatch-analysts", "other");

    @BeforeEach
    void start() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext(
                "/.well-known/openid-configuration", exchange -> answer(exchange, 200, """
                {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize", "token_endpoint": "%1$s/token",
                 "jwks_uri": "%1$s/keys", "response_types_supported": ["code"], "subject_types_supported": ["public"],
                 "id_token_signing_alg_values_supported": ["RS256"]}""".formatted(address())));
        issuer.createContext("/keys", exchange -> answer(exchange, 200, new JWKSet(key.toPublicJWK()).toString()));
        issuer.createContext("/token", this::token);
        issuer.start();
        service = new RunningApi(
                Dialect.H2,
                Repository.models(),
                Map.of(
                        "access.oidc.issuer",
                        address(),
                        "access.oidc.client-id",
                        CLIENT,
                        "access.oidc.client-secret",
                        "s3cret"));
        browser = new ApiClient(service.address(), null);
    }

    @AfterEach
    void stop() {
        service.close();
        issuer.stop(0);
    }

    @Test
    void whoTheProviderVouchesForGetsTheRoleOfItsGroups() {
        assertThat(browser.get("/api/v1/session")
                        .json()
                        .path("signInWith")
                        .path(0)
                        .asText())
                .isEqualTo("oidc");
        Answer finished = signIn();
        assertThat(finished.status()).isEqualTo(302);
        assertThat(finished.header("Location")).isEqualTo("/");
        String cookie = finished.response().headers().allValues("Set-Cookie").stream()
                .filter(given -> given.startsWith("tidewatch-session="))
                .findFirst()
                .orElseThrow();
        assertThat(cookie).contains("SameSite=Strict").contains("HttpOnly");
        var session = browser.call("GET", "/api/v1/session", null, "Cookie", cookie.substring(0, cookie.indexOf(';')))
                .json();
        assertThat(session.path("user").asText()).isEqualTo("ann");
        assertThat(session.path("role").asText()).isEqualTo("analyst");
    }

    @Test
    void aTokenSignedByAnotherKeyIsNoWordOfTheProvider() {
        signingKey = newKey();
        assertThat(signIn().status()).isEqualTo(401);
    }

    @Test
    void anAnswerWithoutTheBrowserThatBeganIsRefused() {
        Map<String, String> asked = begin(browser.get("/auth/login"));
        assertThat(browser.get("/auth/callback?code=abc&state=" + asked.get("state"))
                        .status())
                .isEqualTo(401);
        assertThat(browser.get("/auth/callback?code=abc&state=invented").status())
                .isEqualTo(401);
        assertThat(browser.get("/auth/callback").status()).isEqualTo(401);
    }

    @Test
    void whoIsInNoGroupMayViewUnlessAGroupIsDemanded() {
        groups = List.of();
        assertThat(signIn().status()).isEqualTo(302);
    }

    private Answer signIn() {
        Answer begun = browser.get("/auth/login");
        Map<String, String> asked = begin(begun);
        String cookie = begun.header("Set-Cookie");
        return browser.call(
                "GET",
                "/auth/callback?code=abc&state=" + asked.get("state"),
                null,
                "Cookie",
                cookie.substring(0, cookie.indexOf(';')));
    }

    private Map<String, String> begin(Answer begun) {
        assertThat(begun.status()).isEqualTo(302);
        assertThat(begun.header("Location")).startsWith(address() + "/authorize?");
        Map<String, String> asked = form(URI.create(begun.header("Location")).getRawQuery());
        assertThat(asked).containsEntry("client_id", CLIENT).containsEntry("code_challenge_method", "S256");
        nonce = asked.getOrDefault("nonce", "");
        challenge = asked.getOrDefault("code_challenge", "");
        return asked;
    }

    private void token(HttpExchange exchange) throws IOException {
        Map<String, String> sent = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        String basic = Base64.getEncoder().encodeToString((CLIENT + ":s3cret").getBytes(StandardCharsets.UTF_8));
        boolean known = ("Basic " + basic).equals(exchange.getRequestHeaders().getFirst("Authorization"));
        if (!known || !challenge.equals(sha256(sent.getOrDefault("code_verifier", "")))) {
            answer(exchange, 400, "{\"error\": \"invalid_grant\"}");
            return;
        }
        try {
            SignedJWT idToken = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .keyID(key.getKeyID())
                            .build(),
                    new JWTClaimsSet.Builder()
                            .issuer(address())
                            .subject("u-1")
                            .audience(CLIENT)
                            .claim("preferred_username", "ann")
                            .claim("groups", groups)
                            .claim("nonce", nonce)
                            .issueTime(Date.from(Instant.now()))
                            .expirationTime(Date.from(Instant.now().plusSeconds(60)))
                            .build());
            idToken.sign(new RSASSASigner(signingKey));
            answer(
                    exchange,
                    200,
                    "{\"access_token\": \"a\", \"token_type\": \"Bearer\", \"id_token\": \"" + idToken.serialize()
                            + "\"}");
        } catch (JOSEException e) {
            throw new IOException(e);
        }
    }

    private String address() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    private static void answer(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> form(String encoded) {
        Map<String, String> fields = new HashMap<>();
        for (String field : encoded.split("&")) {
            int equals = field.indexOf('=');
            fields.put(
                    field.substring(0, equals), URLDecoder.decode(field.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static String sha256(String text) throws IOException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IOException(e);
        }
    }

    private static RSAKey newKey() {
        try {
            return new RSAKeyGenerator(2048).keyID("k1").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}

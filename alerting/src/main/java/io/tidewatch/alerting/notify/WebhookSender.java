package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.store.Json;
import io.tidewatch.alerting.view.AlertSummary;
import io.tidewatch.events.AlertState;
import io.tidewatch.events.Severity;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Posts an alert as JSON. Where the channel has a secret, {@code X-Tidewatch-Signature: t=SECONDS,v1=HEX} holds the
 * HMAC-SHA256 of {@code SECONDS.BODY}; the time keeps an old request from being sent again by somebody else.
 */
final class WebhookSender implements ChannelSender {
    static final String SIGNATURE = "X-Tidewatch-Signature";
    static final String DELIVERY = "X-Tidewatch-Delivery";
    private static final String HMAC = "HmacSHA256";

    private final HttpPost http;
    private final Clock clock;

    WebhookSender(HttpPost http, Clock clock) {
        this.http = http;
        this.clock = clock;
    }

    @Override
    public void send(Notice notice, String target, String secret) throws IOException, InterruptedException {
        String body = Json.write(new Body(
                notice.title(), notice.text(), notice.state(), notice.severity(), notice.link(), notice.alert()));
        Map<String, String> headers = new HashMap<>();
        headers.put(DELIVERY, String.valueOf(notice.id()));
        if (!secret.isEmpty()) {
            long seconds = clock.instant().getEpochSecond();
            headers.put(SIGNATURE, "t=" + seconds + ",v1=" + sign(seconds + "." + body, secret));
        }
        http.post(URI.create(target), body, headers);
    }

    static String sign(String text, String secret) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), HMAC));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }

    private record Body(
            String title, String text, AlertState state, Severity severity, String link, AlertSummary alert) {}
}

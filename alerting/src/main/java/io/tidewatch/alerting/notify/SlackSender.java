package io.tidewatch.alerting.notify;

import io.tidewatch.alerting.store.Json;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** Posts to an incoming webhook of Slack, or of what understands the same. */
final class SlackSender implements ChannelSender {
    private final HttpPost http;

    SlackSender(HttpPost http) {
        this.http = http;
    }

    @Override
    public void send(Notice notice, String target, String secret) throws IOException, InterruptedException {
        String text = "*" + escape(notice.title()) + "*\n" + escape(notice.text()) + "\n<" + notice.link() + "|Open>";
        http.post(URI.create(target), Json.write(Map.of("text", text)), Map.of());
    }

    /** Slack's control characters: without this a text could mention everybody or hide a link. */
    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}

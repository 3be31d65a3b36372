package io.tidewatch.alerting.notify;

import java.io.IOException;

/** Brings a notice to one kind of channel. */
interface ChannelSender {
    /**
     * @param target where to, from the channel's settings
     * @param secret the channel's; empty where it has none
     * @throws IOException if it did not arrive; the message holds no secret
     */
    void send(Notice notice, String target, String secret) throws IOException, InterruptedException;
}

package io.tidewatch.alerting.view;

import java.util.List;

/** What to label next. */
public record Queue(List<Item> items, int waiting) {
    /** {@code reason} is {@code disputed} or {@code uncertain}. */
    public record Item(MessageView message, String reason) {}
}

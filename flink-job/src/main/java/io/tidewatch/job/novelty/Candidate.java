package io.tidewatch.job.novelty;

import io.tidewatch.job.ingest.Arrival;
import java.util.Comparator;

/** A message with its fingerprint, before it is known whether it is a repeat. */
public record Candidate(Arrival arrival, Fingerprint fingerprint) {
    /** Event-time order with ties broken by what the messages are, never by who came first over the wire. */
    static final Comparator<Candidate> EVENT_ORDER = Comparator.comparing(
                    (Candidate candidate) -> candidate.arrival().publishedAt())
            .thenComparing(candidate -> candidate.arrival().id())
            .thenComparing(candidate -> candidate.fingerprint().textHash())
            // Of two deliveries of one message the first one tells the news.
            .thenComparing(candidate -> candidate.arrival().timestampMillis())
            .thenComparing(candidate -> candidate.arrival().origin().offset())
            .thenComparing(candidate -> candidate.arrival().origin().partition());
}

package io.tidewatch.quickstart.demo.stream;

import java.util.List;
import java.util.Set;

/**
 * An invented company.
 *
 * @param tags what kinds of sentence fit it, such as {@code bank} or {@code maker}
 * @param products plural nouns
 */
record Company(
        String ticker,
        String name,
        Set<String> tags,
        String chiefExecutive,
        String financeChief,
        String home,
        List<String> products) {

    /** The name as people say it: its first word. */
    String shortName() {
        int space = name.indexOf(' ');
        return space < 0 ? name : name.substring(0, space);
    }
}

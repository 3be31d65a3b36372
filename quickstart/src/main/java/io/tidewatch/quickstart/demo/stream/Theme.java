package io.tidewatch.quickstart.demo.stream;

import java.util.Locale;
import java.util.Optional;

/** The kinds of risk that a pattern can signal, with the labels that the model bundles use. */
enum Theme {
    NONE("none"),
    CREDIT("credit and default"),
    LIQUIDITY("liquidity and funding"),
    MARKET("market stress"),
    MACRO("macro downturn"),
    SOVEREIGN("sovereign and currency stress"),
    FRAUD("fraud and misconduct"),
    LITIGATION("litigation and enforcement"),
    EARNINGS("earnings and outlook shock"),
    WORKFORCE("workforce and restructuring"),
    OPERATIONS("operations, safety and cyber"),
    SUPPLY("supply and commodity shock"),
    GEOPOLITICS("geopolitics and conflict"),
    HAZARD("natural hazard and health"),
    GOVERNANCE("governance and management");

    private final String label;

    Theme(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    /** Returns the theme that a pattern file calls {@code key}, or empty where the key is an ordinary word. */
    static Optional<Theme> find(String key) {
        for (Theme theme : values()) {
            if (theme.name().toLowerCase(Locale.ROOT).equals(key)) {
                return Optional.of(theme);
            }
        }
        return Optional.empty();
    }
}

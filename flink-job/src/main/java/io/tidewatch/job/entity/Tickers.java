package io.tidewatch.job.entity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How tickers are written: letters and digits, 10 at most, and perhaps a dot or hyphen and 4 more, in upper case. The
 * form bounds their length, and holds nothing that has a meaning in the text of a key.
 */
final class Tickers {
    /** In words, for people whose table breaks the rule. */
    static final String FORM =
            "1 to 10 letters and digits, perhaps followed by a dot or hyphen and 1 to 4 more, in upper case";

    private static final Pattern SYMBOL = Pattern.compile("\\$?([A-Za-z0-9]{1,10}(?:[.-][A-Za-z0-9]{1,4})?)");
    /** A letter must come first, because "$5" is money; so is "US$5", hence none after a letter or digit. */
    private static final Pattern CASHTAG = Pattern.compile(
            "(?<![\\p{L}\\p{N}$])\\$([A-Za-z][A-Za-z0-9]{0,9}(?:[.-][A-Za-z]{1,2})?)(?![\\p{L}\\p{N}])");

    private Tickers() {}

    static boolean isTicker(String text) {
        return text.equals(normalised(text));
    }

    /** The ticker that a feed's symbol stands for; null if it cannot be one. */
    static @Nullable String normalised(String symbol) {
        Matcher matcher = SYMBOL.matcher(symbol.strip());
        return matcher.matches() ? matcher.group(1).toUpperCase(Locale.ROOT) : null;
    }

    /** The tickers of a text's cashtags, in order. */
    static List<String> cashtags(String text) {
        if (text.indexOf('$') < 0) {
            return List.of();
        }
        List<String> tickers = new ArrayList<>();
        Matcher matcher = CASHTAG.matcher(text);
        while (matcher.find()) {
            tickers.add(matcher.group(1).toUpperCase(Locale.ROOT));
        }
        return tickers;
    }
}

package io.tidewatch.job.text;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text as the model reads it. Training cleans with the same rules ({@code tidewatch_training.text}); both sides are
 * tested against {@code training/tests/cleaning_cases.json}. The rules name their characters one by one, because
 * {@code \s} and its like mean different things in different languages.
 *
 * <ol>
 *   <li>Unescape {@code &amp; &lt; &gt; &quot; &apos; &nbsp;} and numeric entities, once.
 *   <li>Replace links by a space.
 *   <li>Delete invisible and direction-changing characters, U+FFFD and lone surrogates; control characters become
 *       spaces.
 *   <li>Collapse white space and trim.
 * </ol>
 */
public final class TextCleaner {
    private static final String WHITE_SPACE =
            "\\t-\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
    private static final Pattern ENTITY =
            Pattern.compile("&(amp|lt|gt|quot|apos|nbsp|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});");
    private static final Pattern LINK = Pattern.compile("https?://[^" + WHITE_SPACE + "]+", Pattern.CASE_INSENSITIVE);
    private static final int REPLACEMENT_CHARACTER = 0xFFFD;

    private TextCleaner() {}

    /** What the model reads of a message: the title, unless the text repeats it, and the text; cleaned. */
    public static String modelText(@Nullable String title, String text) {
        return withTitle(title, clean(text));
    }

    /** The same of a text that is clean already; to clean it twice might unescape it twice. */
    public static String withTitle(@Nullable String title, String cleanText) {
        String head = title == null ? "" : clean(title);
        return head.isEmpty() || cleanText.startsWith(head) ? cleanText : head + ". " + cleanText;
    }

    /** Applies the rules to one text; the result may be empty. */
    public static String clean(String text) {
        return collapse(withoutLinks(unescape(text)));
    }

    private static String unescape(String text) {
        if (text.indexOf('&') < 0) {
            return text;
        }
        return ENTITY.matcher(text).replaceAll(match -> Matcher.quoteReplacement(character(match.group(1))));
    }

    private static String character(String entity) {
        return switch (entity) {
            case "amp" -> "&";
            case "lt" -> "<";
            case "gt" -> ">";
            case "quot" -> "\"";
            case "apos" -> "'";
            case "nbsp" -> "\u00a0";
            default -> Character.toString(codePoint(entity));
        };
    }

    private static int codePoint(String numericEntity) {
        boolean hexadecimal = numericEntity.charAt(1) == 'x';
        int value = Integer.parseInt(numericEntity.substring(hexadecimal ? 2 : 1), hexadecimal ? 16 : 10);
        boolean character = Character.isValidCodePoint(value) && !isSurrogate(value);
        return character ? value : REPLACEMENT_CHARACTER;
    }

    private static String withoutLinks(String text) {
        return text.contains("://") ? LINK.matcher(text).replaceAll(" ") : text;
    }

    private static String collapse(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean spacePending = false;
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            i += Character.charCount(codePoint);
            if (isDeleted(codePoint)) {
                continue;
            }
            if (isSpace(codePoint)) {
                spacePending = true;
                continue;
            }
            if (spacePending && !out.isEmpty()) {
                out.append(' ');
            }
            spacePending = false;
            out.appendCodePoint(codePoint);
        }
        return out.toString();
    }

    private static boolean isDeleted(int c) {
        return c == REPLACEMENT_CHARACTER
                || c == 0xFEFF
                || c == 0x00AD
                || (c >= 0x200B && c <= 0x200F)
                || (c >= 0x202A && c <= 0x202E)
                || (c >= 0x2060 && c <= 0x2069)
                || isSurrogate(c);
    }

    private static boolean isSpace(int c) {
        return c <= 0x20
                || (c >= 0x7F && c <= 0xA0)
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }

    /** A surrogate that is a code point of its own has lost its other half. */
    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}

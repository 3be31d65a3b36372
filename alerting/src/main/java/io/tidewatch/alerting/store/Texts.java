package io.tidewatch.alerting.store;

/** Makes texts of strangers fit for a database. */
final class Texts {
    private static final char REPLACEMENT = '\uFFFD';

    private Texts() {}

    /** The text with the replacement character for what PostgreSQL refuses: NUL, and halves of surrogate pairs. */
    static String storable(String text) {
        int first = firstBad(text, 0);
        if (first < 0) {
            return text;
        }
        StringBuilder mended = new StringBuilder(text);
        for (int bad = first; bad >= 0; bad = firstBad(text, bad + 1)) {
            mended.setCharAt(bad, REPLACEMENT);
        }
        return mended.toString();
    }

    private static int firstBad(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return i;
            }
            if (Character.isSurrogate(c)) {
                boolean pair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!pair) {
                    return i;
                }
                i++;
            }
        }
        return -1;
    }

    /** The beginning of a text, never ending in the middle of a character. */
    static String beginning(String text, int maxChars) {
        if (text.length() <= maxChars) {
            return text;
        }
        boolean halved = Character.isHighSurrogate(text.charAt(maxChars - 1));
        return text.substring(0, halved ? maxChars - 1 : maxChars);
    }
}

package io.tidewatch.job.inference;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The bundle's tokenizer: the same library and file that training used. Cuts long texts into windows, as
 * {@code tidewatch_training.tokens} does. Thread-safe, as the native tokenizer is.
 */
final class ModelTokenizer implements AutoCloseable {
    /**
     * Bounds the time and memory that one text can take. With 128 tokens a window it passes 100 KB of Chinese, a token
     * a character, and 200,000 characters of English, which has four or five to a token.
     */
    static final int MAX_WINDOWS = 512;

    /** [CLS] before and [SEP] after the text. */
    private static final int SPECIAL_TOKENS = 2;

    private final HuggingFaceTokenizer tokenizer;
    private final int maxTokens;

    ModelTokenizer(Path tokenizerFile, int maxTokens) {
        this.maxTokens = maxTokens;
        try {
            tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(tokenizerFile)
                    .optTruncation(false)
                    .optPadding(false)
                    .build();
        } catch (IOException | RuntimeException e) {
            // The native library reports a damaged file as a RuntimeException.
            throw new InvalidBundleException("cannot read the tokenizer " + tokenizerFile, e);
        }
    }

    /**
     * @return the windows of the text in order; one where it fits the model
     * @throws IllegalArgumentException if it has more than {@link #MAX_WINDOWS}
     */
    List<EncodedText> encode(String text) {
        EncodedText whole = encodeWhole(text);
        if (whole.length() <= maxTokens) {
            return List.of(whole);
        }
        int room = maxTokens - SPECIAL_TOKENS;
        int pieces = whole.length() - SPECIAL_TOKENS;
        int windows = (pieces + room - 1) / room;
        if (windows > MAX_WINDOWS) {
            throw new IllegalArgumentException(
                    "it has " + pieces + " tokens, and at most " + MAX_WINDOWS * room + " are read; send it in parts");
        }
        // Equal parts: full windows and a rest would give a last sentence the say of a whole page.
        return IntStream.range(0, windows)
                .mapToObj(i -> window(whole, pieces * i / windows, pieces * (i + 1) / windows))
                .toList();
    }

    /** The pieces from {@code from} up to {@code to}, special tokens not counted, between special tokens of their own. */
    private static EncodedText window(EncodedText whole, int from, int to) {
        int length = to - from + SPECIAL_TOKENS;
        long[] ids = Arrays.copyOfRange(whole.ids(), from, from + length);
        int[] starts = Arrays.copyOfRange(whole.wordStarts(), from, from + length);
        int[] ends = Arrays.copyOfRange(whole.wordEnds(), from, from + length);
        int last = whole.length() - 1;
        ids[0] = whole.ids()[0];
        ids[length - 1] = whole.ids()[last];
        starts[0] = ends[0] = starts[length - 1] = ends[length - 1] = -1;
        return new EncodedText(whole.text(), ids, starts, ends);
    }

    private EncodedText encodeWhole(String text) {
        Encoding encoding = tokenizer.encode(text);
        long[] wordIds = encoding.getWordIds();
        CharSpan[] spans = encoding.getCharTokenSpans();
        int tokens = wordIds.length;
        int[] starts = new int[tokens];
        int[] ends = new int[tokens];
        Arrays.fill(starts, -1);
        Arrays.fill(ends, -1);
        int[] codeUnits = codeUnitIndex(text);
        for (int first = 0; first < tokens; ) {
            int last = first;
            while (last + 1 < tokens && wordIds[last + 1] == wordIds[first]) {
                last++;
            }
            if (wordIds[first] >= 0 && spans[first] != null) {
                Arrays.fill(starts, first, last + 1, codeUnits[spans[first].getStart()]);
                Arrays.fill(ends, first, last + 1, codeUnits[spans[last].getEnd()]);
            }
            first = last + 1;
        }
        return new EncodedText(text, encoding.getIds(), starts, ends);
    }

    /** The tokenizer counts code points, Java and JavaScript count UTF-16 code units. */
    private static int[] codeUnitIndex(String text) {
        int[] index = new int[text.codePointCount(0, text.length()) + 1];
        int codePoint = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            index[codePoint++] = i;
        }
        index[codePoint] = text.length();
        return index;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}

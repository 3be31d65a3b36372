package io.tidewatch.job.inference;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;

/** The bundle's tokenizer: the same library and file that training used. Thread-safe, as the native tokenizer is. */
final class ModelTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;

    ModelTokenizer(Path tokenizerFile, int maxTokens) {
        try {
            tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(tokenizerFile)
                    .optTruncation(true)
                    .optMaxLength(maxTokens)
                    .optPadding(false)
                    .build();
        } catch (IOException | RuntimeException e) {
            // The native library reports a damaged file as a RuntimeException.
            throw new InvalidBundleException("cannot read the tokenizer " + tokenizerFile, e);
        }
    }

    EncodedText encode(String text) {
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

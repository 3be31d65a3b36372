package io.tidewatch.job.novelty;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.dynatrace.hash4j.similarity.ElementHashProvider;
import com.dynatrace.hash4j.similarity.SimilarityHashPolicy;
import com.dynatrace.hash4j.similarity.SimilarityHasher;
import com.dynatrace.hash4j.similarity.SimilarityHashing;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Computes fingerprints. Words are compared in lower case and without punctuation; marks that say "told before" (a
 * retweet's {@code RT @user:}, a wire's {@code UPDATE 2-}) are left out. Not thread-safe.
 *
 * <p>Signatures are SuperMinHash, O. Ertl, "SuperMinHash - A New Minwise Hashing Algorithm for Jaccard Similarity
 * Estimation", 2017; the estimate's standard deviation is at most sqrt(J (1 - J) / 128), 0.035 at J = 0.8.
 */
final class Fingerprinter {
    /** 128 components of 8 bits: 128 bytes a story, and chance agreement of components (1/256) well under the noise. */
    private static final SimilarityHashPolicy POLICY = SimilarityHashing.superMinHash(128, 8);

    private static final Hasher64 HASHER = Hashing.komihash5_0();
    /** Another seed, so that the bucket is independent of the signature. */
    private static final Hasher64 BUCKET_HASHER = Hashing.komihash5_0(0x7469646577617463L);

    private static final Pattern TOLD_BEFORE = Pattern.compile(
            "^(?:RT\\s+@\\w+:?\\s+|(?:UPDATE|WRAPUP|RPT|REPEAT|REFILE|CORRECTED|RESEND)(?:\\s+\\d{1,2})?-\\s*)+",
            Pattern.CASE_INSENSITIVE);

    private final SimilarityHasher similarityHasher = POLICY.createHasher();

    static double similarity(byte[] signature, byte[] other) {
        return POLICY.getFractionOfEqualComponents(signature, other);
    }

    Fingerprint fingerprint(String text) {
        List<String> words = words(TOLD_BEFORE.matcher(text).replaceFirst(""));
        if (words.isEmpty()) {
            words = List.of(text);
        }
        long[] shingles = new long[2 * words.size() - 1];
        long bucket = Long.MAX_VALUE;
        long textHash = 0;
        long numbersHash = 0;
        for (int i = 0; i < words.size(); i++) {
            long word = HASHER.hashCharsToLong(words.get(i));
            shingles[i] = word;
            textHash = HASHER.hashLongLongToLong(textHash, word);
            if (hasDigit(words.get(i))) {
                numbersHash += word;
            }
            if (i > 0) {
                long bigram = HASHER.hashLongLongToLong(shingles[i - 1], word);
                shingles[words.size() + i - 1] = bigram;
                bucket = Math.min(bucket, BUCKET_HASHER.hashLongToLong(bigram));
            }
        }
        byte[] signature = similarityHasher.compute(ElementHashProvider.ofValues(shingles));
        return new Fingerprint(words.size() == 1 ? textHash : bucket, textHash, numbersHash, words.size(), signature);
    }

    /** A loop: a stream for each word of each message costs more than the hashes. */
    private static boolean hasDigit(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (Character.isDigit(word.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static List<String> words(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        List<String> words = new ArrayList<>();
        int start = -1;
        for (int i = 0; i <= lower.length(); i++) {
            boolean inWord = i < lower.length() && Character.isLetterOrDigit(lower.charAt(i));
            if (inWord && start < 0) {
                start = i;
            } else if (!inWord && start >= 0) {
                words.add(lower.substring(start, i));
                start = -1;
            }
        }
        return words;
    }
}

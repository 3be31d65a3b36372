package io.tidewatch.job.entity;

import com.hankcs.algorithm.AhoCorasickDoubleArrayTrie;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds companies by name. Names are matched as whole words, all of them in one pass over the text (A. Aho, M. Corasick,
 * "Efficient String Matching", 1975). Of a name that lies within another one only the longer counts.
 *
 * <p>An ambiguous name counts where it is spelt as in the table and one of its context words is in the text too, so
 * neither "price target cut" nor "Visa rules" without a word of cards or payments is about a company.
 */
final class NameFinder {
    private final AhoCorasickDoubleArrayTrie<Meaning> trie = new AhoCorasickDoubleArrayTrie<>();

    /** What a piece of text may stand for: a company, companies if a context is right, a context. */
    private static final class Meaning {
        @Nullable
        String ticker;

        final List<Ambiguous> ambiguous = new ArrayList<>();
        int contextWord = -1;

        boolean isNameIn(String text, int begin) {
            if (ticker != null) {
                return true;
            }
            // A loop: this is asked for every context word of every message.
            for (Ambiguous name : ambiguous) {
                if (text.startsWith(name.spelling(), begin)) {
                    return true;
                }
            }
            return false;
        }
    }

    private record Ambiguous(String spelling, String ticker, BitSet contextWords) {}

    private record Found(int begin, int end, Meaning meaning) {}

    NameFinder(EntityTable table) {
        Map<String, Meaning> meanings = new HashMap<>();
        int contextWords = 0;
        for (Company company : table.companies()) {
            company.names().forEach(name -> meaning(meanings, name).ticker = company.ticker());
            BitSet context = new BitSet();
            for (String word : company.contextWords()) {
                Meaning meaning = meaning(meanings, word);
                if (meaning.contextWord < 0) {
                    meaning.contextWord = contextWords++;
                }
                context.set(meaning.contextWord);
            }
            company.ambiguousNames()
                    .forEach(name ->
                            meaning(meanings, name).ambiguous.add(new Ambiguous(name, company.ticker(), context)));
        }
        trie.build(new TreeMap<>(meanings));
    }

    private static Meaning meaning(Map<String, Meaning> meanings, String text) {
        return meanings.computeIfAbsent(new String(folded(text)), absent -> new Meaning());
    }

    /** Tickers of the companies that a cleaned text names, in the order of their names there; some may repeat. */
    List<String> find(String text) {
        Deque<Found> names = new ArrayDeque<>();
        BitSet context = new BitSet();
        trie.parseText(folded(text), (begin, end, meaning) -> {
            if (!isWholeWord(text, begin, end)) {
                return;
            }
            if (meaning.contextWord >= 0) {
                context.set(meaning.contextWord);
            }
            if (meaning.isNameIn(text, begin)) {
                addUnlessWithin(names, new Found(begin, end, meaning));
            }
        });
        List<String> tickers = new ArrayList<>(names.size());
        for (Found found : names) {
            Meaning meaning = found.meaning();
            if (meaning.ticker != null) {
                tickers.add(meaning.ticker);
            }
            for (Ambiguous name : meaning.ambiguous) {
                if (text.startsWith(name.spelling(), found.begin())
                        && name.contextWords().intersects(context)) {
                    tickers.add(name.ticker());
                }
            }
        }
        return tickers;
    }

    /** Names come in the order of their ends, so what the new one contains are the last ones. */
    private static void addUnlessWithin(Deque<Found> names, Found added) {
        Found last = names.peekLast();
        if (last != null && last.end() == added.end() && last.begin() < added.begin()) {
            return;
        }
        while (last != null && last.begin() >= added.begin()) {
            names.removeLast();
            last = names.peekLast();
        }
        names.addLast(added);
    }

    private static boolean isWholeWord(String text, int begin, int end) {
        return (begin == 0 || !Character.isLetterOrDigit(text.charAt(begin - 1)))
                && (end == text.length() || !Character.isLetterOrDigit(text.charAt(end)));
    }

    /** Character by character, so that places stay what they are. */
    private static char[] folded(String text) {
        char[] folded = text.toCharArray();
        for (int i = 0; i < folded.length; i++) {
            folded[i] = folded[i] == '\u2019' ? '\'' : Character.toLowerCase(folded[i]);
        }
        return folded;
    }
}

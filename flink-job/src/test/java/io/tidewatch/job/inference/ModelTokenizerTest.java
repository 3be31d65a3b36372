package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewatch.job.fixture.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelTokenizerTest {
    private static final int MAX_TOKENS = 128;
    private static final ModelTokenizer TOKENIZER =
            new ModelTokenizer(Repository.tinyBundle().resolve("tokenizer.json"), MAX_TOKENS);

    @AfterAll
    static void close() {
        TOKENIZER.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bank defaults                  | bank,defaults",
                "Bank, defaults!                | Bank,',',defaults,!",
                "📉 crash                       | 📉,crash",
                "a 📉📉 crash 🚀 b               | a,📉📉,crash,🚀,b",
                "Société Générale crash         | Société,Générale,crash",
                "Socie\u0301te\u0301e crash     | Socie\u0301te\u0301e,crash",
                "中央 crash                      | 中,央,crash",
                "İstanbul crash                 | İstanbul,crash",
                "👩‍👩‍👧 crash                       | 👩‍👩‍👧,crash",
                "naïve ﬁne crash                | naïve,ﬁne,crash"
            })
    void wordsAreGivenInCodeUnitsOfTheText(String text, String words) {
        List<String> expected = List.of(words.replace("','", "\u0000").split(",")).stream()
                .map(word -> word.replace("\u0000", ","))
                .toList();

        assertThat(words(TOKENIZER.encode(text))).isEqualTo(expected);
    }

    @Test
    void specialTokensBelongToNoWord() {
        EncodedText text = TOKENIZER.encode("crash");

        assertThat(text.length()).isEqualTo(3);
        assertThat(text.wordStarts()).containsExactly(-1, 0, -1);
        assertThat(text.wordEnds()).containsExactly(-1, 5, -1);
    }

    @Test
    void longTextsAreCutAtTheLimit() {
        EncodedText text = TOKENIZER.encode("crash ".repeat(1_000));

        assertThat(text.length()).isEqualTo(MAX_TOKENS);
        assertThat(text.ids()[MAX_TOKENS - 1])
                .isEqualTo(TOKENIZER.encode("crash").ids()[2]);
        assertThat(text.wordEnds()[MAX_TOKENS - 2]).isEqualTo(6 * (MAX_TOKENS - 2) - 1);
    }

    @ParameterizedTest
    @CsvSource({"missing.json", "manifest.json"})
    void namesATokenizerFileThatItCannotRead(String name) {
        Path file = Repository.tinyBundle().resolve(name);

        assertThatThrownBy(() -> new ModelTokenizer(file, MAX_TOKENS))
                .isInstanceOf(InvalidBundleException.class)
                .hasMessageContaining(name);
    }

    /** The distinct words that the tokens belong to, in order. */
    private static List<String> words(EncodedText encoded) {
        List<String> words = new ArrayList<>();
        int last = -1;
        for (int i = 0; i < encoded.length(); i++) {
            int start = encoded.wordStarts()[i];
            if (start >= 0 && start != last) {
                words.add(encoded.text().substring(start, encoded.wordEnds()[i]));
            }
            last = start;
        }
        return words;
    }
}

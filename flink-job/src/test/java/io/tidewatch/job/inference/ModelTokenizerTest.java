package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.fixture.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelTokenizerTest {
    private static final int MAX_TOKENS = 128;
    private static final int ROOM = MAX_TOKENS - 2;
    /** As many as the job accepts. */
    private static final int MAX_TEXT_CHARS = JobConfig.from(Map.of()).ingest().maxTextChars();

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

        assertThat(words(TOKENIZER.encode(text).get(0))).isEqualTo(expected);
    }

    @Test
    void specialTokensBelongToNoWord() {
        EncodedText text = TOKENIZER.encode("crash").get(0);

        assertThat(text.length()).isEqualTo(3);
        assertThat(text.wordStarts()).containsExactly(-1, 0, -1);
        assertThat(text.wordEnds()).containsExactly(-1, 5, -1);
    }

    @Test
    void aTextWithinTheLimitIsOneWindow() {
        assertThat(TOKENIZER.encode("crash ".repeat(ROOM)))
                .singleElement()
                .extracting(EncodedText::length)
                .isEqualTo(MAX_TOKENS);
    }

    @ParameterizedTest
    @CsvSource({"127, 2", "252, 2", "253, 3", "1000, 8", "64512, 512"})
    void aLongerTextIsCutIntoAsFewEqualWindowsAsHoldIt(int words, int windows) {
        EncodedText crash = TOKENIZER.encode("crash").get(0);
        String text = "crash ".repeat(words).strip();

        List<EncodedText> encoded = TOKENIZER.encode(text);

        assertThat(encoded).hasSize(windows);
        int word = 0;
        for (EncodedText window : encoded) {
            int last = window.length() - 1;
            assertThat(last - 1).isBetween(words / windows, words / windows + 1).isLessThanOrEqualTo(ROOM);
            assertThat(window.text()).isSameAs(text);
            assertThat(window.ids()[0]).isEqualTo(crash.ids()[0]);
            assertThat(window.ids()[last]).isEqualTo(crash.ids()[2]);
            assertThat(new int[] {window.wordStarts()[0], window.wordEnds()[last]})
                    .containsOnly(-1);
            for (int token = 1; token < last; token++, word++) {
                assertThat(window.ids()[token]).isEqualTo(crash.ids()[1]);
                assertThat(window.wordStarts()[token]).isEqualTo(6 * word);
                assertThat(window.wordEnds()[token]).isEqualTo(6 * word + 5);
            }
        }
        assertThat(word).isEqualTo(words);
    }

    @Test
    void wordsOfLaterWindowsAreGivenInCodeUnitsOfTheWholeText() {
        List<String> words = new ArrayList<>();
        for (EncodedText window : TOKENIZER.encode("📉 crash 中 ".repeat(200).strip())) {
            words.addAll(words(window));
        }

        assertThat(words).hasSize(600);
        for (int i = 0; i < words.size(); i++) {
            assertThat(words.get(i)).isEqualTo(List.of("📉", "crash", "中").get(i % 3));
        }
    }

    @Test
    void aWordAtABorderIsWholeOnBothSides() {
        // Unknown words are spelt out, a token a character: the border is in the middle of the second.
        String text = ("x".repeat(50) + " ").repeat(3).strip();

        List<EncodedText> windows = TOKENIZER.encode(text);

        assertThat(windows).hasSize(2);
        assertThat(words(windows.get(0))).containsExactly("x".repeat(50), "x".repeat(50));
        assertThat(words(windows.get(1))).containsExactly("x".repeat(50), "x".repeat(50));
        assertThat(windows.get(1).wordStarts()[1]).isEqualTo(51);
    }

    @Test
    void aTextOfTooManyWindowsIsRefused() {
        String text = "crash ".repeat(ModelTokenizer.MAX_WINDOWS * ROOM) + "oil";

        assertThatThrownBy(() -> TOKENIZER.encode(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64513 tokens")
                .hasMessageContaining("64512 are read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "!", "中", "각", "e\u0301\u0323", "📉", "x\u0301\u0301\u0301"})
    @Timeout(60)
    void noScriptTakesLongerThanItsLengthSays(String piece) {
        // What takes a second by its length would take hours by its square.
        String text = piece.repeat(MAX_TEXT_CHARS / piece.length());

        Throwable refusal = catchThrowable(() -> assertThat(TOKENIZER.encode(text))
                .hasSizeBetween(1, ModelTokenizer.MAX_WINDOWS)
                .allSatisfy(window -> assertThat(window.length()).isLessThanOrEqualTo(MAX_TOKENS)));

        if (refusal != null) {
            assertThat(refusal).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("send it in parts");
        }
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

package io.tidewatch.job.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.job.fixture.HostileText;
import io.tidewatch.job.fixture.Repository;
import io.tidewatch.job.text.TextCleaner;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;

/** Whatever the text is, it is cut into windows that fit the model, or refused because it is too long. */
class ModelTokenizerPropertyTest {
    private static final int MAX_TOKENS = 128;

    private static final ModelTokenizer TOKENIZER =
            new ModelTokenizer(Repository.tinyBundle().resolve("tokenizer.json"), MAX_TOKENS);

    @AfterContainer
    static void close() {
        TOKENIZER.close();
    }

    @Property(seed = "4", tries = 500, shrinking = ShrinkingMode.OFF)
    void windowsFitAndWordsLieInTheText(@ForAll("texts") String hostile) {
        String text = TextCleaner.clean(hostile);
        List<EncodedText> windows;
        try {
            windows = TOKENIZER.encode(text);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("send it in parts");
            return;
        }
        assertThat(windows).hasSizeBetween(1, ModelTokenizer.MAX_WINDOWS);
        for (EncodedText window : windows) {
            assertThat(window.length()).isBetween(2, MAX_TOKENS);
            for (int i = 0; i < window.length(); i++) {
                int start = window.wordStarts()[i];
                int end = window.wordEnds()[i];
                assertThat(start == -1 ? end == -1 : start >= 0 && start <= end && end <= text.length())
                        .as("token %d lies from %d to %d", i, start, end)
                        .isTrue();
            }
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileText.texts();
    }
}

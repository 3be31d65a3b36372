package io.tidewatch.job.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.job.fixture.HostileText;
import io.tidewatch.job.text.TextCleaner;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever the text is, it has a fingerprint, always the same and of the same size. */
class FingerprinterPropertyTest {
    private final Fingerprinter fingerprinter = new Fingerprinter();

    @Property(seed = "5", tries = 500, shrinking = ShrinkingMode.OFF)
    void everyTextHasAFingerprintOfFixedSize(@ForAll("texts") String hostile) {
        String text = TextCleaner.clean(hostile);

        Fingerprint first = fingerprinter.fingerprint(text);
        Fingerprint again = new Fingerprinter().fingerprint(text);

        assertThat(first.signature()).hasSize(128).isEqualTo(again.signature());
        assertThat(first.textHash()).isEqualTo(again.textHash());
        assertThat(first.bucket()).isEqualTo(again.bucket());
    }

    @Provide
    Arbitrary<String> texts() {
        return HostileText.texts();
    }
}

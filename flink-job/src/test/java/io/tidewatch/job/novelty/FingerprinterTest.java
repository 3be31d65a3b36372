package io.tidewatch.job.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FingerprinterTest {
    private static final String HEADLINE = "Alderpoint Bank cuts 500 jobs after loss on bond portfolio";
    private final Fingerprinter fingerprinter = new Fingerprinter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                HEADLINE,
                "ALDERPOINT BANK CUTS 500 JOBS AFTER LOSS ON BOND PORTFOLIO",
                "\"Alderpoint Bank\" cuts 500 jobs -- after loss on bond portfolio!",
                "RT @desk: " + HEADLINE,
                "RT @one: RT @two " + HEADLINE,
                "UPDATE 2-" + HEADLINE,
                "RPT-UPDATE 1-" + HEADLINE,
                "RT @wire: WRAPUP 11- " + HEADLINE,
                "corrected-" + HEADLINE
            })
    void knowsTheSameWordsWhateverStandsBeforeOrBetweenThem(String retold) {
        Fingerprint first = fingerprinter.fingerprint(HEADLINE);
        Fingerprint again = fingerprinter.fingerprint(retold);

        assertThat(again.textHash()).isEqualTo(first.textHash());
        assertThat(again.bucket()).isEqualTo(first.bucket());
        assertThat(again.signature()).isEqualTo(first.signature());
        assertThat(again.words()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Alderpoint Bank cuts 900 jobs after loss on bond portfolio",
                "Bank Alderpoint cuts 500 jobs after loss on bond portfolio",
                "Alderpoint Bank cuts 500 jobs after loss on bond portfolio, sources say",
                "Update on Alderpoint Bank cuts 500 jobs after loss on bond portfolio"
            })
    void otherWordsOrAnotherOrderIsAnotherText(String other) {
        assertThat(fingerprinter.fingerprint(other).textHash())
                .isNotEqualTo(fingerprinter.fingerprint(HEADLINE).textHash());
    }

    @Test
    void numbersCountWhateverTheirOrder() {
        long hash = fingerprinter.fingerprint("Q3 profit 12 then 40").numbersHash();

        assertThat(fingerprinter.fingerprint("40 and 12 in q3, said profit").numbersHash())
                .isEqualTo(hash);
        assertThat(fingerprinter.fingerprint("Q3 profit 12 then 41").numbersHash())
                .isNotEqualTo(hash);
        assertThat(fingerprinter.fingerprint("profit then").numbersHash()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"😀😀😀", "...", "a", "RT @desk: ", "UPDATE 1-"})
    void anyTextHasAFingerprint(String text) {
        Fingerprint first = fingerprinter.fingerprint(text);
        Fingerprint again = new Fingerprinter().fingerprint(text);

        assertThat(first).usingRecursiveComparison().isEqualTo(again);
        assertThat(first.words()).isPositive();
        assertThat(first.signature()).hasSize(128);
    }

    @Test
    void textsWithoutWordsAreNotAllTheSame() {
        assertThat(fingerprinter.fingerprint("😀").textHash())
                .isNotEqualTo(fingerprinter.fingerprint("📉").textHash());
    }

    @Test
    void similarityFollowsSharedWords() {
        byte[] signature = fingerprinter.fingerprint(HEADLINE).signature();

        assertThat(Fingerprinter.similarity(signature, signature)).isEqualTo(1);
        assertThat(Fingerprinter.similarity(
                        signature,
                        fingerprinter.fingerprint(HEADLINE + " today").signature()))
                .isBetween(0.8, 0.99);
        assertThat(Fingerprinter.similarity(
                        signature,
                        fingerprinter
                                .fingerprint("Central bank of Glenhaven leaves policy rate where it was")
                                .signature()))
                .isLessThan(0.15);
    }
}

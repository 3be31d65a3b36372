package io.tidewatch.quickstart.demo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SentenceFillerTest {
    private final Random random = new Random(7);
    private SentenceFiller filler;
    private Companies companies;

    @BeforeEach
    void load() throws IOException {
        filler = new SentenceFiller(Vocabulary.load(), random);
        companies = Companies.load();
    }

    @Test
    void oneCompanyGivesAllItsSlots() {
        Cast cast = new Cast(companies, random, companies.byTicker("PYLK"), false);
        assertThat(filler.fill("{co} | {short} | {cash} | {ceo} | {home}", cast))
                .isEqualTo("Paylark Systems | Paylark | $PYLK | Dorian Vexley | Austin");
        assertThat(cast.symbols()).containsExactly("PYLK");
    }

    @Test
    void theSecondCompanyIsAnotherOneWithTheTag() {
        Cast cast = new Cast(companies, random, companies.byTicker("MRWD"), false);
        filler.fill("{co} and {co2:bank}", cast);
        assertThat(cast.symbols()).hasSize(2).doesNotHaveDuplicates();
        assertThat(companies.byTicker(cast.symbols().get(1)).tags()).contains("bank");
    }

    @Test
    void numbersKeepToTheirRangeAndForm() {
        assertThat(filler.fill("{n:7-7} {d:1.15-1.15} {d:0.5-0.5} {k:12345-12345}", anyCast()))
                .isEqualTo("7 1.15 0.5 12,000");
    }

    @Test
    void ordinalsEndAsTheyAreSpoken() {
        assertThat(filler.fill("{o:1-1} {o:2-2} {o:3-3} {o:4-4} {o:11-11} {o:13-13} {o:22-22}", anyCast()))
                .isEqualTo("1st 2nd 3rd 4th 11th 13th 22nd");
    }

    @Test
    void aProductBelongsToTheKindOfCompanyThatTheSentenceNamesLater() {
        Cast cast = anyCast();
        filler.fill("{product} by {co:airline}", cast);
        assertThat(cast.first("").tags()).contains("airline");
    }

    @Test
    void oneOfTheChoicesIsTaken() {
        assertThat(filler.fill("prices [rise|fall]", anyCast())).isIn("prices rise", "prices fall");
    }

    @Test
    void aValueIsNotUsedTwiceInAMessage() {
        assertThat(filler.fill("{bank}|{bank}", anyCast()).split("\\|", -1)).doesNotHaveDuplicates();
    }

    @Test
    void anUnknownSlotIsNamedInTheError() {
        assertThatThrownBy(() -> filler.fill("{nonesuch}", anyCast()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{nonesuch}");
    }

    private Cast anyCast() {
        return new Cast(companies, random, null, false);
    }
}

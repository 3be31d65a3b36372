package io.tidewatch.job.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityTableTest {
    private static final String HEADER = "ticker,name,aliases,ambiguous,context\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private Path folder;

    @Test
    void theSampleListsTheCompaniesOfTheDemoStream() {
        EntityTable sample = EntityTable.load("");

        assertThat(sample.companies()).hasSize(65);
        assertThat(sample.lists("MRWD")).isTrue();
        assertThat(sample.lists("XOM")).isFalse();
    }

    @Test
    void readsNamesAndWhatTellsThemApart() throws IOException {
        EntityTable table = load("""
                # a comment
                GPXX, Gap Harbour , Gap Harbour Clothing;Gap ;; ,Gap,clothing;denim

                "BRK.B","Berk, Hathway & Sons",,,
                """);

        assertThat(table.companies())
                .containsExactly(
                        new Company(
                                "GPXX",
                                List.of("Gap Harbour", "Gap Harbour Clothing"),
                                List.of("Gap"),
                                List.of("clothing", "denim")),
                        new Company("BRK.B", List.of("Berk, Hathway & Sons"), List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "brk b,Berk,,,                       | line 2: 'brk b' is no ticker: those are 1 to 10 letters and digits",
                "abc,Abcor,,,                        | line 2: 'abc' is no ticker",
                "$ABC,Abcor,,,                       | line 2: '$ABC' is no ticker",
                "ABC,,Abcor,,                        | line 2: the company has no name",
                "ABC,A,,,                            | line 2: the name 'A' must have 2 to 100 characters",
                "ABC,360,,,                          | line 2: the name '360' must have 2 to 100 characters, a letter",
                "ABC,Abcor                           | line 2: has 2 columns, but must have 5",
                "ABC,Abcor,,,,                       | line 2: has 6 columns, but must have 5",
                "ABC,Target,,Target,                 | line 2: an ambiguous name needs words in 'context'",
                "ABC,Abcor,,Target,shops             | line 2: 'Target' is ambiguous, but neither the name nor an alias",
                "ABC,Abcor Target,,Abcor Target,target | line 2: the context 'target' is part of the name",
            })
    void everyMistakeIsNamedWithItsLine(String row, String mistake) {
        assertThatThrownBy(() -> load(row + "\nXYZ,Xyzor,,,\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(mistake);
    }

    @Test
    void whatOneRowHasAnotherMayNotHaveToo() {
        assertThatThrownBy(() -> load("ABC,Abcor,,,\n# again\nABC,Other,,,\nXYZ,ABCOR,,,\n"))
                .hasMessageContaining("line 4: the ticker ABC is on line 2 already")
                .hasMessageContaining("line 5: the name 'ABCOR' is on line 2 already; mark it as ambiguous on both");
    }

    @Test
    void companiesMayShareANameThatIsAmbiguousForBoth() throws IOException {
        EntityTable table = load("AIR,Delta Air,Delta,Delta,flights\nTAP,Delta Taps,Delta,Delta,faucets\n");

        assertThat(table.companies())
                .extracting(Company::ambiguousNames)
                .containsExactly(List.of("Delta"), List.of("Delta"));
        assertThatThrownBy(() -> load("AIR,Delta Air,Delta,Delta,flights\nTAP,Delta Taps,Delta,,\n"))
                .hasMessageContaining("line 3: the name 'Delta' is on line 2 already");
    }

    @Test
    void manyMistakesAreReportedTogetherButNotEndlessly() {
        assertThatThrownBy(() -> load("?,Same,,,\n".repeat(200)))
                .hasMessageContaining("line 2: ")
                .hasMessageContaining("line 3: ")
                .hasMessageContaining("and more")
                .hasMessageNotContaining("line 100: ");
    }

    @Test
    void aFileThatIsNoTableIsRefused() throws IOException {
        assertThatThrownBy(() -> load("")).hasMessageContaining("it lists no company");
        Path prices = Files.writeString(folder.resolve("prices.csv"), "ticker,price\nABC,5\n");
        assertThatThrownBy(() -> EntityTable.load(prices.toString()))
                .hasMessageContaining("line 1: must be the header 'ticker,name,aliases,ambiguous,context'");
        assertThatThrownBy(() -> EntityTable.load(folder.resolve("none.csv").toString()))
                .hasMessageContaining("There is no file " + folder.resolve("none.csv"))
                .hasMessageContaining("'entity.table'");
    }

    @Test
    void travelsWithTheJob() throws Exception {
        EntityTable table = load("ABC,Abcor,Abc Inc,Abc Inc,steel\n");

        EntityTable arrived = InstantiationUtil.clone(table);

        assertThat(arrived.companies()).isEqualTo(table.companies());
        assertThat(arrived.lists("ABC")).isTrue();
    }

    private EntityTable load(String rows) throws IOException {
        Path file = Files.writeString(folder.resolve("table.csv"), HEADER + rows);
        return EntityTable.load(file.toString());
    }
}

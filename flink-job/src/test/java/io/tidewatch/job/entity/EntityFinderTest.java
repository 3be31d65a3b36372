package io.tidewatch.job.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.config.UnknownTickers;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityFinderTest {
    private static final EntityTable TABLE = new EntityTable(List.of(
            new Company("MRWD", List.of("Merrowdale Bancorp", "Merrowdale"), List.of(), List.of()),
            new Company("HLMB", List.of("Hollin & Marsh Bank", "Hollin's"), List.of(), List.of()),
            new Company("MRSH", List.of("Marsh"), List.of(), List.of()),
            new Company("GPXX", List.of("Gap Harbour"), List.of("Gap"), List.of("clothing", "stores")),
            new Company("TGTX", List.of(), List.of("Target"), List.of("shoppers", "store chain")),
            new Company("VSAX", List.of(), List.of("Visa"), List.of("cards", "payments")),
            new Company("APPX", List.of(), List.of("Apple"), List.of("phones")),
            new Company("AIRX", List.of(), List.of("Delta"), List.of("flights")),
            new Company("TAPX", List.of(), List.of("Delta"), List.of("faucets")),
            new Company("BRK.B", List.of("Berkley Hathway"), List.of(), List.of())));

    private final EntityFinder finder = finder(UnknownTickers.NONE, 10);

    private static EntityFinder finder(UnknownTickers unknown, int maxPerMessage) {
        return new EntityFinder(TABLE, new JobConfig.Entity("", unknown, maxPerMessage));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Merrowdale wobbles                              | MRWD",
                "queues at MERROWDALE branches                   | MRWD",
                "(merrowdale bancorp), say sources               | MRWD",
                "Merrowdale's customers                          | MRWD",
                "Hollin’s boss leaves                            | HLMB",
                "Hollin & Marsh Bank cuts jobs                   | HLMB",
                "Marsh sues Hollin & Marsh Bank                  | MRSH,HLMB",
                "Marsh and Merrowdale; Marsh again               | MRSH,MRWD",
            })
    void findsNamesAsWholeWordsWhateverTheirCase(String text, String tickers) {
        assertThat(finder.find(List.of(), text)).containsExactly(tickers.split(","));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Merrowdales are a kind of sheep",
                "marshland floods",
                "The Merrow dale",
                "Gap Harbours are many",
                "",
            })
    void partsOfWordsAreNoNames(String text) {
        assertThat(finder.find(List.of(), text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "price target cut at three brokers",
                "Target price raised to $54",
                "stores miss their sales target as shoppers stay away",
                "the gap widens between rich and poor",
                "clothing stores see a funding gap",
                "Gap between bond yields widens",
                "visa rules for students tighten",
                "Visa rules for students tighten",
                "an apple a day, and phones away",
                "APPLE HARVEST FAILS, PHONES RING",
                "river delta floods, flights cancelled",
            })
    void anAmbiguousNameAloneIsTheOrdinaryWord(String text) {
        assertThat(finder.find(List.of(), text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Gap shuts a third of its clothing chain         | GPXX",
                "Shoppers desert Target                          | TGTX",
                "Target, the store chain, misses its target      | TGTX",
                "Visa raises fees on cards                       | VSAX",
                "Phones pile up at Apple suppliers               | APPX",
                "Delta cancels flights                           | AIRX",
                "Delta recalls faucets                           | TAPX",
            })
    void anAmbiguousNameCountsBesideAWordThatTellsWhichIsMeant(String text, String ticker) {
        assertThat(finder.find(List.of(), text)).containsExactly(ticker);
    }

    @Test
    void symbolAndCashtagSayWhatAnAmbiguousNameMeans() {
        assertThat(finder.find(List.of("GPXX"), "Gap falls")).containsExactly("GPXX");
        assertThat(finder.find(List.of(), "Gap falls, selling $gpxx")).containsExactly("GPXX");
        assertThat(finder.find(List.of(), "Gap Harbour falls, the gap widens")).containsExactly("GPXX");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "buying $MRWD at 5                               | MRWD",
                "$mrwd, $brk.b!                                  | MRWD,BRK.B",
                "($MRSH) and $MRWD-backed                        | MRSH,MRWD",
                "sold $BRK.B.                                    | BRK.B",
            })
    void findsCashtags(String text, String tickers) {
        assertThat(finder.find(List.of(), text)).containsExactly(tickers.split(","));
    }

    @ParameterizedTest
    @ValueSource(strings = {"$5", "$5MRWD", "US$MRWD", "$$MRWD", "$MRWDX", "$ MRWD", "$MRWD5", "MRWD", "$é"})
    void moneyAndLongerWordsAreNoCashtags(String text) {
        assertThat(finder(UnknownTickers.NONE, 10).find(List.of(), text)).isEmpty();
    }

    @Test
    void symbolsAreBroughtIntoOneForm() {
        assertThat(finder.find(List.of(" mrwd ", "$MRSH", "brk.b", "Mrwd"), "no name"))
                .containsExactly("MRWD", "MRSH", "BRK.B");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MRWD,entity=X", "NYSE:MRWD", "MRWD MRSH", "\u0131", "ABCDEFGHIJK", "A=B", "", "-", "A.BCDEF"})
    void whatCannotBeATickerIsNone(String symbol) {
        assertThat(finder(UnknownTickers.ALL, 10).find(List.of(symbol), "no name"))
                .isEmpty();
    }

    @Test
    void tickersThatTheTableLacksAreEntitiesOnlyWhereSettingsSaySo() {
        List<String> symbols = List.of("XOM");
        String text = "dumping $ZZZ";

        assertThat(finder(UnknownTickers.NONE, 10).find(symbols, text)).isEmpty();
        assertThat(finder(UnknownTickers.SYMBOLS, 10).find(symbols, text)).containsExactly("XOM");
        assertThat(finder(UnknownTickers.ALL, 10).find(symbols, text)).containsExactly("XOM", "ZZZ");
    }

    @Test
    void aMessageHasOnlySoManyEntitiesTheFeedsOwnFirst() {
        EntityFinder open = finder(UnknownTickers.ALL, 3);
        String flood = String.join(
                " ", IntStream.range(0, 500).mapToObj(i -> "$FAKE" + i).toList());

        assertThat(open.find(List.of("AAA", "BBB"), "Merrowdale " + flood)).containsExactly("AAA", "BBB", "FAKE0");
    }

    @Test
    void aHostileTextTakesNoLongerThanItsLength() {
        String names = "Gap clothing Marsh $A ".repeat(10_000);

        List<String> found = assertTimeout(Duration.ofSeconds(5), () -> finder.find(List.of(), names));

        assertThat(found).containsExactly("GPXX", "MRSH");
    }
}

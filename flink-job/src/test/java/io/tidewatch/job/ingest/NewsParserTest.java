package io.tidewatch.job.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewatch.events.EventJson;
import io.tidewatch.events.NewsKind;
import io.tidewatch.events.Origin;
import io.tidewatch.events.RejectedMessage;
import io.tidewatch.events.RejectionReason;
import io.tidewatch.job.config.JobConfig;
import io.tidewatch.job.entity.EntityFinder;
import io.tidewatch.job.entity.EntityTable;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NewsParserTest {
    private static final Origin ORIGIN = new Origin("news.raw", 3, 41);
    private static final Instant RECORDED = Instant.parse("2026-03-02T12:00:00Z");
    private static final byte[] KEY = "n-1".getBytes(UTF_8);
    private static final String TEMPLATE = """
            {"schemaVersion":1,"id":"n-1","source":"wire.example","kind":"news","publishedAt":"2026-03-02T12:00:00Z",\
            "title":"Oil up","text":"Oil up on war fears","url":"https://wire.example/1","lang":"en","symbols":["BKWP"]}""";

    private final NewsParser parser = parser(Map.of("ingest.max-value-bytes", "3000", "ingest.max-text-chars", "2000"));

    private static NewsParser parser(Map<String, String> settings) {
        JobConfig config = JobConfig.from(settings);
        return new NewsParser(config.ingest(), new EntityFinder(EntityTable.load(""), config.entity()));
    }

    @Test
    void readsEveryField() {
        Arrival arrival = requireNonNull(parse(TEMPLATE).arrival());

        assertThat(arrival.id()).isEqualTo("n-1");
        assertThat(arrival.source()).isEqualTo("wire.example");
        assertThat(arrival.kind()).isEqualTo(NewsKind.NEWS);
        assertThat(arrival.publishedAt()).isEqualTo(RECORDED);
        assertThat(arrival.text()).isEqualTo("Oil up on war fears");
        assertThat(arrival.url()).isEqualTo("https://wire.example/1");
        assertThat(arrival.entities()).containsExactly("BKWP");
        assertThat(arrival.origin()).isEqualTo(ORIGIN);
        assertThat(arrival.timestampMillis()).isEqualTo(RECORDED.toEpochMilli());
        assertThat(arrival.readAtMillis()).isEqualTo(77);
        assertThat(arrival.rawKey()).isEqualTo(KEY);
        assertThat(arrival.rawValue()).isEqualTo(TEMPLATE.getBytes(UTF_8));
    }

    @Test
    void fieldsThatMayBeAbsentMayBe() {
        Arrival arrival = requireNonNull(parse("{'id':'a','source':'s','kind':'press-release',"
                        + "'publishedAt':'2026-03-02T13:00:00+01:00','text':'Oil','later':[{'unknown':1}]}")
                .arrival());

        assertThat(arrival.publishedAt()).isEqualTo(RECORDED);
        assertThat(arrival.kind()).isEqualTo(NewsKind.PRESS_RELEASE);
        assertThat(arrival.url()).isNull();
        assertThat(arrival.entities()).isEmpty();
    }

    @Test
    void companiesAreThoseOfTheSymbolsAndOfTheCleanedTitleAndText() {
        Arrival arrival = requireNonNull(parse("{'id':'a','source':'s','kind':'news','symbols':['pylk','NONE'],"
                        + "'publishedAt':'2026-03-02T12:00:00Z','title':'Hollin &amp;  Marsh Bank cuts jobs',"
                        + "'text':'Selling $stqy, see https://wire.example/Merrowdale'}")
                .arrival());

        assertThat(arrival.entities()).containsExactly("PYLK", "STQY", "HLMB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "not json at all               | INVALID_JSON",
                "{'id':'a'                     | INVALID_JSON",
                "{'id':'a','id':'b'}           | INVALID_JSON",
                "{} {}                         | INVALID_JSON",
                "{'x':NaN}                     | INVALID_JSON",
                "`   `                         | NOT_AN_OBJECT",
                "null                          | NOT_AN_OBJECT",
                "[]                            | NOT_AN_OBJECT",
                "'text'                        | NOT_AN_OBJECT",
                "{}                            | MISSING_FIELD"
            })
    void rejectsWhatIsNoJsonObject(String json, RejectionReason reason) {
        assertThat(rejected(json).reason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'schemaVersion':1                     | 'schemaVersion':2          | UNSUPPORTED_SCHEMA_VERSION",
                "'schemaVersion':1                     | 'schemaVersion':0          | UNSUPPORTED_SCHEMA_VERSION",
                "'schemaVersion':1                     | 'schemaVersion':'1'        | WRONG_TYPE",
                "'schemaVersion':1                     | 'schemaVersion':1.5        | WRONG_TYPE",
                "'schemaVersion':1                     | 'schemaVersion':99999999999| WRONG_TYPE",
                "'schemaVersion':1                     | 'schemaVersion':1e999999999| WRONG_TYPE",
                "'id':'n-1'                            | 'id':null                  | MISSING_FIELD",
                "'id':'n-1'                            | 'id':17                    | WRONG_TYPE",
                "'id':'n-1'                            | 'id':' '                   | INVALID_VALUE",
                "'id':'n-1'                            | 'id':'\\ud83d'             | INVALID_VALUE",
                "'source':'wire.example'               | 'source':['a']             | WRONG_TYPE",
                "'source':'wire.example'               | 'source':'\\ude00a'        | INVALID_VALUE",
                "'kind':'news'                         | 'kind':'News'              | INVALID_VALUE",
                "'kind':'news'                         | 'kind':true                | WRONG_TYPE",
                "'publishedAt':'2026-03-02T12:00:00Z'  | 'publishedAt':1772452800   | WRONG_TYPE",
                "'publishedAt':'2026-03-02T12:00:00Z'  | 'publishedAt':'2026-03-02' | INVALID_VALUE",
                "'publishedAt':'2026-03-02T12:00:00Z'  | 'publishedAt':'2026-03-02T12:00:00'  | INVALID_VALUE",
                "'publishedAt':'2026-03-02T12:00:00Z'  | 'publishedAt':'2026-02-30T12:00:00Z' | INVALID_VALUE",
                "'publishedAt':'2026-03-02T12:00:00Z'  | 'publishedAt':'+999999999-12-31T23:59:59Z' | PUBLISHED_IN_FUTURE",
                "'publishedAt':'2026-03-02T12:00:00Z'  | 'publishedAt':'-999999999-01-01T00:00:00Z' | PUBLISHED_TOO_LONG_AGO",
                "'title':'Oil up'                      | 'title':{}                 | WRONG_TYPE",
                "'text':'Oil up on war fears'          | 'text':null                | MISSING_FIELD",
                "'text':'Oil up on war fears'          | 'text':7                   | WRONG_TYPE",
                "'text':'Oil up on war fears'          | 'text':''                  | EMPTY_TEXT",
                "'text':'Oil up on war fears'          | 'text':' \\n\\u200b'       | EMPTY_TEXT",
                "'text':'Oil up on war fears'          | 'text':'https://a.example' | EMPTY_TEXT",
                "'text':'Oil up on war fears'          | 'text':'\\ud83d'           | EMPTY_TEXT",
                "'url':'https://wire.example/1'        | 'url':5                    | WRONG_TYPE",
                "'url':'https://wire.example/1'        | 'url':'a\\ud83d'           | INVALID_VALUE",
                "'lang':'en'                           | 'lang':[]                  | WRONG_TYPE",
                "'symbols':['BKWP']                     | 'symbols':'BKWP'            | WRONG_TYPE",
                "'symbols':['BKWP']                     | 'symbols':[null]           | WRONG_TYPE",
                "'symbols':['BKWP']                     | 'symbols':['\\udc00']      | INVALID_VALUE"
            })
    void rejectsAFieldThatIsWrong(String right, String wrong, RejectionReason reason) {
        String json = TEMPLATE.replace(right.replace('\'', '"'), wrong);

        assertThat(json).isNotEqualTo(TEMPLATE);
        assertThat(rejected(json).reason()).isEqualTo(reason);
    }

    @Test
    void rejectsWhatIsTooLong() {
        String longId = "x".repeat(257);
        assertThat(rejected(TEMPLATE.replace("\"n-1\"", '"' + longId + '"')).reason())
                .isEqualTo(RejectionReason.INVALID_VALUE);
        String symbols = "[" + "'A',".repeat(64) + "'A']";
        assertThat(rejected(TEMPLATE.replace("[\"BKWP\"]", symbols)).reason()).isEqualTo(RejectionReason.INVALID_VALUE);
        assertThat(rejected(withText("x".repeat(2_001))).reason()).isEqualTo(RejectionReason.TEXT_TOO_LONG);
        assertThat(parse(withText("x".repeat(2_000))).rejected()).isNull();
        assertThat(rejected(withText("x".repeat(3_001))).reason()).isEqualTo(RejectionReason.TOO_LARGE);
    }

    @Test
    void hostileJsonIsOnlyMalformedJson() {
        NewsParser roomy = parser(Map.of());
        for (String hostile : new String[] {
            "{\"a\":".repeat(100_000),
            "[".repeat(100_000),
            "{\"a\":" + "9".repeat(100_000) + "}",
            "\"" + "a".repeat(100_000)
        }) {
            Ingested ingested = parse(roomy, hostile.getBytes(UTF_8));
            assertThat(requireNonNull(ingested.rejected()).reason()).isEqualTo(RejectionReason.INVALID_JSON);
        }
    }

    @Test
    void rejectsBytesThatAreNotUtf8() {
        byte[] value = TEMPLATE.getBytes(UTF_8);
        value[TEMPLATE.indexOf("war")] = (byte) 0xC3;

        RejectedMessage rejected = requireNonNull(parse(parser, value).rejected());

        assertThat(rejected.reason()).isEqualTo(RejectionReason.INVALID_UTF8);
        assertThat(Base64.getDecoder().decode(requireNonNull(rejected.rawValue())))
                .isEqualTo(value);
    }

    @Test
    void aRejectionKeepsTheRecordAsItCame() {
        RejectedMessage rejected = rejected("{'id':17}");

        assertThat(rejected.origin()).isEqualTo(ORIGIN);
        assertThat(rejected.timestamp()).isEqualTo(RECORDED);
        assertThat(rejected.message()).isEqualTo("the field 'id' must be a text, but is a JSON number");
        assertThat(rejected.rawKey()).isEqualTo(Base64.getEncoder().encodeToString(KEY));
        assertThat(Base64.getDecoder().decode(requireNonNull(rejected.rawValue())))
                .isEqualTo("{\"id\":17}".getBytes(UTF_8));
    }

    @Test
    void aTombstoneIsRejectedAsEmpty() {
        Ingested ingested = parser.parse(null, null, ORIGIN, RECORDED.toEpochMilli(), 0);

        RejectedMessage rejected = requireNonNull(ingested.rejected());
        assertThat(rejected.reason()).isEqualTo(RejectionReason.EMPTY_VALUE);
        assertThat(rejected.rawKey()).isNull();
        assertThat(rejected.rawValue()).isNull();
        assertThat(requireNonNull(parse(parser, new byte[0]).rejected()).reason())
                .isEqualTo(RejectionReason.EMPTY_VALUE);
    }

    @Test
    void aDateIsJudgedAgainstTheRecordsOwnTimeStamp() {
        Duration skew = Duration.ofMinutes(5);
        Duration age = Duration.ofDays(30);

        assertThat(publishedAt(RECORDED.plus(skew)).rejected()).isNull();
        assertThat(requireNonNull(publishedAt(RECORDED.plus(skew).plusNanos(1)).rejected())
                        .reason())
                .isEqualTo(RejectionReason.PUBLISHED_IN_FUTURE);
        assertThat(publishedAt(RECORDED.minus(age)).rejected()).isNull();
        assertThat(requireNonNull(publishedAt(RECORDED.minus(age).minusNanos(1)).rejected())
                        .reason())
                .isEqualTo(RejectionReason.PUBLISHED_TOO_LONG_AGO);
    }

    @Test
    void whateverIsAcceptedCanBeWrittenAsJson() {
        // A feed that cuts a title in the middle of an emoji must not break the writer of what was read.
        Arrival arrival = requireNonNull(
                parse(TEMPLATE.replace("\"Oil up\"", "'Cut \\ud83d'").replace("war", "\\ude00 \\u0000 war"))
                        .arrival());

        assertThat(arrival.text()).isEqualTo("Cut. Oil up on war fears");
        assertThat(EventJson.write(arrival)).isNotEmpty();
    }

    @Test
    void everyTruncationOfAMessageIsRejectedAndNoneThrows() {
        byte[] whole = TEMPLATE.getBytes(UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertThat(parse(parser, Arrays.copyOf(whole, length)).rejected()).isNotNull();
        }
    }

    private Ingested publishedAt(Instant instant) {
        return parse(TEMPLATE.replace("2026-03-02T12:00:00Z", instant.toString()));
    }

    private static String withText(String text) {
        return TEMPLATE.replace("Oil up on war fears", text);
    }

    private RejectedMessage rejected(String json) {
        return requireNonNull(parse(json).rejected(), "accepted, but should not be: " + json);
    }

    /** Takes single quotes for double ones. */
    private Ingested parse(String json) {
        return parse(parser, json.replace('\'', '"').getBytes(UTF_8));
    }

    private static Ingested parse(NewsParser parser, byte[] value) {
        return parser.parse(KEY, value, ORIGIN, RECORDED.toEpochMilli(), 77);
    }
}

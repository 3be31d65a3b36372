package io.tidewatch.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The schemas against the Java records: both must say the same. */
final class SchemaTest {
    /** What a feed may leave out of a news message. Our own outputs leave out nothing. */
    static final Set<String> OPTIONAL_OF_FEEDS = Set.of("schemaVersion", "title", "url", "lang", "symbols");

    @ParameterizedTest
    @EnumSource(Topics.class)
    void everyTopicHasASchemaOnTheClassPath(Topics contract) {
        String resource = "/schemas/" + contract.schema() + ".v" + contract.schemaVersion() + ".json";

        assertThat(Topics.class.getResource(resource)).as(resource).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(Topics.class)
    void aSchemaIsValidDraft202012AndNamesItself(Topics contract) {
        JsonSchema metaSchema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(SchemaLocation.of(SchemaId.V202012));
        JsonNode schema = schema(contract);

        assertThat(metaSchema.validate(schema.toString(), InputFormat.JSON)).isEmpty();
        assertThat(schema.path("$schema").textValue()).isEqualTo(SchemaId.V202012);
        assertThat(schema.path("$id").textValue())
                .isEqualTo("urn:tidewatch:schema:" + contract.schema() + ":" + contract.schemaVersion());
        assertThat(schema.path("title").asText()).isNotBlank();
    }

    @ParameterizedTest
    @EnumSource(Topics.class)
    void aSchemaHasTheFieldsOfItsRecordInTheirOrder(Topics contract) {
        assertThat(Contracts.fieldNames(schema(contract).path("properties")))
                .containsExactlyElementsOf(components(contract));
    }

    @ParameterizedTest
    @EnumSource(Topics.class)
    void ourOutputsRequireEveryFieldAndFeedsMayLeaveOutTheOptionalOnes(Topics contract) {
        List<String> expected = new ArrayList<>(components(contract));
        if (contract == Topics.RAW) {
            expected.removeAll(OPTIONAL_OF_FEEDS);
        }

        assertThat(StreamSupport.stream(schema(contract).path("required").spliterator(), false)
                        .map(JsonNode::asText))
                .containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @EnumSource(Topics.class)
    void everyObjectAndEveryFieldIsDescribed(Topics contract) {
        List<JsonNode> undescribed = objects(contract)
                .flatMap(object -> Stream.concat(
                        Stream.of(object), object.path("properties").valueStream()))
                .filter(node -> node.path("description").asText().isBlank())
                .toList();

        assertThat(undescribed).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Topics.class)
    void everyObjectMayGainFields(Topics contract) {
        assertThat(objects(contract))
                .isNotEmpty()
                .allSatisfy(object ->
                        assertThat(object.path("additionalProperties")).isEqualTo(BooleanNode.TRUE));
    }

    @ParameterizedTest
    @EnumSource(Topics.class)
    void aFullyPopulatedRecordIsValidAndHasNoFieldThatTheSchemaDoesNotName(Topics contract) {
        ObjectNode closed = schema(contract).deepCopy();
        closed.findParents("additionalProperties").stream()
                .filter(object -> object.path("additionalProperties").isBoolean())
                .forEach(object -> ((ObjectNode) object).put("additionalProperties", false));

        JsonNode written = Contracts.parse(EventJson.write(FullRecords.of(contract)));

        assertThat(Contracts.schema(closed).validate(written)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("enumerations")
    void anEnumerationHasTheValuesOfItsJavaEnum(
            Topics contract, String field, Class<? extends Enum<?>> type, boolean nullable) {
        List<JsonNode> expected = new ArrayList<>();
        for (Enum<?> constant : type.getEnumConstants()) {
            expected.add(EventJson.mapper().valueToTree(constant));
        }
        if (nullable) {
            expected.add(NullNode.getInstance());
        }

        assertThat(schema(contract).at("/properties/" + field + "/enum")).containsExactlyElementsOf(expected);
    }

    static Stream<Arguments> enumerations() {
        return Stream.of(
                Arguments.of(Topics.RAW, "kind", NewsKind.class, false),
                Arguments.of(Topics.REJECTED, "reason", RejectionReason.class, false),
                Arguments.of(Topics.SCORED, "kind", NewsKind.class, false),
                Arguments.of(Topics.SCORED, "novelty", Novelty.class, false),
                Arguments.of(Topics.ALERTS, "kind", AlertKind.class, false),
                Arguments.of(Topics.ALERTS, "state", AlertState.class, false),
                Arguments.of(Topics.ALERTS, "severity", Severity.class, false),
                Arguments.of(Topics.FEEDBACK, "target", AnalystFeedback.Target.class, false),
                Arguments.of(Topics.FEEDBACK, "verdict", AnalystFeedback.Verdict.class, true),
                Arguments.of(Topics.CONTROL, "action", ModelControl.Action.class, false));
    }

    private static JsonNode schema(Topics contract) {
        return Contracts.schemaTree(contract, contract.schemaVersion());
    }

    /** The schemas of records, the topic's own first; conditions, which repeat fields, are left out. */
    private static Stream<JsonNode> objects(Topics contract) {
        return schema(contract).findParents("properties").stream()
                .filter(object -> object.path("type").asText().equals("object"));
    }

    private static List<String> components(Topics contract) {
        return Arrays.stream(contract.valueType().getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
    }
}

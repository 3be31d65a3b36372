package io.tidewatch.quickstart.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class TimelineSvgTest {
    private static final Instant FROM = Instant.parse("2026-03-02T00:00:00Z");

    private static Document draw(String key, List<Timeline.Row> rows) throws Exception {
        Timeline timeline =
                new Timeline(key, FROM, 3_600, new int[] {0, 1, 4, 0, 0, 0}, new int[] {2, 3, 8, 0, 1, 2}, rows);
        String svg = TimelineSvg.of(timeline);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Element> elements(Document document, String tag, String style) {
        NodeList all = document.getElementsByTagName(tag);
        return IntStream.range(0, all.getLength())
                .mapToObj(i -> (Element) all.item(i))
                .filter(element -> element.getAttribute("class").equals(style))
                .toList();
    }

    @Test
    void barsAreAsHighAsTheirCountsAndEmptyOnesAreLeftOut() throws Exception {
        Document svg = draw("theme=market stress", List.of());

        List<Element> all = elements(svg, "rect", "all");
        assertThat(all).hasSize(5);
        assertThat(elements(svg, "rect", "negative")).hasSize(2);
        double tallest = Double.parseDouble(all.get(2).getAttribute("height"));
        assertThat(Double.parseDouble(all.get(0).getAttribute("height"))).isEqualTo(tallest / 4);
        assertThat(Double.parseDouble(elements(svg, "rect", "negative").get(1).getAttribute("height")))
                .isEqualTo(tallest / 2);
    }

    @Test
    void alertsStandAtTheirTimeInTheRowOfTheirSetting() throws Exception {
        Timeline.Mark noon = new Timeline.Mark(FROM.plusSeconds(3 * 3_600), "at three");
        Document svg = draw(
                "topic=Macro",
                List.of(new Timeline.Row("2.5", List.of(noon, noon)), new Timeline.Row("3.5", List.of())));

        List<Element> marks = elements(svg, "circle", "alert");
        assertThat(marks).hasSize(2);
        assertThat(Double.parseDouble(marks.get(0).getAttribute("cx"))).isEqualTo(70 + (1_200 - 70 - 20) / 2.0);
        assertThat(marks.get(0).getTextContent()).isEqualTo("at three");
        assertThat(svg.getDocumentElement().getTextContent()).contains("2.5", "3.5");
    }

    @Test
    void hostileNamesStayText() throws Exception {
        String hostile = "entity=<script>&\"\u0007\uD800";

        Document svg = draw(hostile, List.of());

        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).startsWith("entity=<script>&\"");
    }
}

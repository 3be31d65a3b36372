package io.tidewatch.quickstart.backtest;

import io.tidewatch.quickstart.backtest.Timeline.Mark;
import io.tidewatch.quickstart.backtest.Timeline.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;

/** Draws a timeline as SVG: bars of messages, the negative ones in front, and below them a row of alerts per setting. */
final class TimelineSvg {
    private static final int WIDTH = 1_200;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 40;
    private static final int CHART_HEIGHT = 160;
    private static final int AXIS_HEIGHT = 26;
    private static final int ROW_HEIGHT = 22;
    private static final int BOTTOM = 14;
    private static final int MOST_TICKS = 12;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String STYLE = """
            text{font:12px sans-serif;fill:#24292f}.title{font-size:14px;font-weight:bold}.all{fill:#c8d1da}\
            .negative{fill:#a4262c}.line{stroke:#8c959f}.alert{fill:#a4262c;stroke:#fff}""";

    private final Timeline timeline;
    private final StringBuilder svg = new StringBuilder();

    private TimelineSvg(Timeline timeline) {
        this.timeline = timeline;
    }

    static String of(Timeline timeline) {
        return new TimelineSvg(timeline).draw();
    }

    private String draw() {
        int axis = TOP + CHART_HEIGHT;
        int height = axis + AXIS_HEIGHT + ROW_HEIGHT * timeline.rows().size() + BOTTOM;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">",
                WIDTH, height, WIDTH, height);
        add("<title>%s</title><style>%s</style>", escaped(timeline.key()), STYLE);
        add("<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>", WIDTH, height);
        add("<text class=\"title\" x=\"%d\" y=\"18\">%s</text>", LEFT, escaped(timeline.key()));
        add(
                "<text x=\"%d\" y=\"33\">messages per %s, the negative ones in red; alerts below by threshold</text>",
                LEFT, length(timeline.barSeconds()));
        drawBars(axis);
        drawDays(axis);
        for (int i = 0; i < timeline.rows().size(); i++) {
            drawRow(timeline.rows().get(i), axis + AXIS_HEIGHT + i * ROW_HEIGHT + ROW_HEIGHT / 2);
        }
        add("</svg>");
        return svg.toString();
    }

    private void drawBars(int axis) {
        int most = Math.max(1, Arrays.stream(timeline.totals()).max().orElse(1));
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%d</text>", LEFT - 6, TOP + 10, most);
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>", LEFT - 6, axis);
        add("<line class=\"line\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", LEFT, axis, WIDTH - RIGHT, axis);
        double barWidth = (double) (WIDTH - LEFT - RIGHT) / timeline.totals().length;
        for (int i = 0; i < timeline.totals().length; i++) {
            drawBar("all", i, timeline.totals()[i], most, barWidth, axis);
            drawBar("negative", i, timeline.negatives()[i], most, barWidth, axis);
        }
    }

    private void drawBar(String style, int bar, int count, int most, double barWidth, int axis) {
        if (count > 0) {
            double height = (double) CHART_HEIGHT * count / most;
            add(
                    "<rect class=\"%s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\"/>",
                    style, LEFT + bar * barWidth, axis - height, barWidth, height);
        }
    }

    private void drawDays(int axis) {
        long days = Math.max(1, Duration.between(timeline.from(), timeline.to()).toDays());
        long step = (days + MOST_TICKS - 1) / MOST_TICKS;
        Instant day = timeline.from().truncatedTo(ChronoUnit.DAYS);
        if (day.isBefore(timeline.from())) {
            day = day.plus(1, ChronoUnit.DAYS);
        }
        for (; day.isBefore(timeline.to()); day = day.plus(step, ChronoUnit.DAYS)) {
            add("<line class=\"line\" x1=\"%.2f\" y1=\"%d\" x2=\"%.2f\" y2=\"%d\"/>", x(day), axis, x(day), axis + 5);
            add(
                    "<text x=\"%.2f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
                    x(day), axis + AXIS_HEIGHT - 8, DAY.format(day));
        }
    }

    private void drawRow(Row row, int y) {
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 6, y + 4, escaped(row.label()));
        add("<line class=\"line\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", LEFT, y, WIDTH - RIGHT, y);
        for (Mark mark : row.marks()) {
            add(
                    "<circle class=\"alert\" cx=\"%.2f\" cy=\"%d\" r=\"5\"><title>%s</title></circle>",
                    x(mark.at()), y, escaped(mark.text()));
        }
    }

    private double x(Instant time) {
        double span = Duration.between(timeline.from(), timeline.to()).toSeconds();
        double passed = Duration.between(timeline.from(), time).toSeconds();
        return LEFT + (WIDTH - LEFT - RIGHT) * passed / span;
    }

    private static String length(long seconds) {
        long minutes = seconds / 60;
        return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }

    /** Labels come from a model bundle, and texts from strangers. */
    private static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(character -> {
            switch (character) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(isPrintable(character) ? character : ' ');
            }
        });
        return out.toString();
    }

    /** XML refuses most control characters, and halves of characters. */
    private static boolean isPrintable(int character) {
        return !Character.isISOControl(character)
                && Character.getType(character) != Character.SURROGATE
                && Character.isDefined(character);
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}

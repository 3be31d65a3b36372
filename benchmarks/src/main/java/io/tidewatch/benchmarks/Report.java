package io.tidewatch.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code --json} writes.
 *
 * @param model version of the bundle
 * @param quick whether this was a smoke test, whose figures mean little
 * @param skipped what was not measured, and why
 */
record Report(Machine machine, String model, boolean quick, Plan plan, List<Section> sections, List<String> skipped) {

    /**
     * All that was measured with one input.
     *
     * @param input the generated corpus, or the recorded streams
     * @param messages of the input, none of them a repeat
     * @param meanTokens of a text, special tokens included
     * @param limitSetup the setup that the sweep found best
     * @param runs what became of the messages in each run of the job
     */
    record Section(
            String input,
            long messages,
            double meanTokens,
            Limit.Setup limitSetup,
            Map<String, FigureEntry> figures,
            Map<String, BarEntry> bars,
            List<Run> runs) {

        static Section of(
                String input,
                long messages,
                double meanTokens,
                Limit.Setup limitSetup,
                Measurements measured,
                List<Run> runs) {
            Map<String, FigureEntry> figures = new LinkedHashMap<>();
            for (Figure figure : Figure.values()) {
                Samples samples = measured.of(figure);
                if (!samples.isEmpty()) {
                    figures.put(figure.key(), FigureEntry.of(figure, samples));
                }
            }
            Map<String, BarEntry> bars = new LinkedHashMap<>();
            for (Bar bar : Bar.values()) {
                Samples samples = bar.samples(measured);
                if (!samples.isEmpty()) {
                    bars.put(bar.title(), BarEntry.of(bar, samples));
                }
            }
            return new Section(input, messages, meanTokens, limitSetup, figures, bars, List.copyOf(runs));
        }
    }

    /** @param values one per repetition */
    record FigureEntry(
            String unit,
            String meaning,
            double median,
            double min,
            double max,
            double interquartileRange,
            List<Double> values) {
        static FigureEntry of(Figure figure, Samples samples) {
            return new FigureEntry(
                    figure.unit(),
                    figure.meaning(),
                    samples.median(),
                    samples.min(),
                    samples.max(),
                    samples.interquartileRange(),
                    samples.values());
        }
    }

    /** @param verdict on the median */
    record BarEntry(double must, double aim, double median, double min, double max, String verdict) {
        static BarEntry of(Bar bar, Samples samples) {
            return new BarEntry(
                    bar.must(),
                    bar.aim(),
                    samples.median(),
                    samples.min(),
                    samples.max(),
                    bar.verdict(samples.median()));
        }
    }

    /** A run of the job; {@code sent = scored + rejected}. */
    record Run(String figure, long sent, long scored, long repeats, long rejected) {
        static Run of(Figure figure, JobRuns.Outcome outcome) {
            return new Run(figure.key(), outcome.sent(), outcome.scored(), outcome.repeats(), outcome.rejected());
        }

        boolean isComplete() {
            return sent == scored + rejected;
        }
    }
}

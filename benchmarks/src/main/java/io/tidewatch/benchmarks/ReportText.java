package io.tidewatch.benchmarks;

import io.tidewatch.benchmarks.Report.BarEntry;
import io.tidewatch.benchmarks.Report.FigureEntry;
import io.tidewatch.benchmarks.Report.Section;
import java.io.PrintStream;
import java.util.Locale;

/** The report as tables for people. */
final class ReportText {
    private ReportText() {}

    static void print(Report report, PrintStream out) {
        Machine machine = report.machine();
        out.printf(
                Locale.ROOT,
                "%n%s %s, %d cores, %,d MiB%n%s; %s; ONNX Runtime %s; load before the start %.2f%nModel %s; median of "
                        + "%d repetitions, from the least to the greatest%n",
                machine.processor(),
                machine.vectorInstructions(),
                machine.cores(),
                machine.memoryMiB(),
                machine.system(),
                machine.jvm(),
                machine.onnxRuntime(),
                machine.loadBefore(),
                report.model(),
                report.plan().repetitions());
        report.sections().forEach(section -> print(section, out));
        report.skipped().forEach(skipped -> out.println("Not measured: " + skipped));
        if (machine.isBusy()) {
            out.println("The machine was busy before the start: these figures are not to be trusted.");
        }
        if (report.quick()) {
            out.println("This was a smoke test (--quick): its figures mean little.");
        }
    }

    private static void print(Section section, PrintStream out) {
        Limit.Setup setup = section.limitSetup();
        out.printf(
                Locale.ROOT,
                "%n%s: %,d messages without repeats, %.1f tokens on average%n"
                        + "limit at its best with %d callers of %d threads, batches of up to %,d tokens%n%n",
                section.input(),
                section.messages(),
                section.meanTokens(),
                setup.callers(),
                setup.threads(),
                setup.batchTokens());
        out.printf("%-17s %12s %27s  %-10s  %s%n", "", "median", "spread", "", "");
        section.figures().forEach((name, figure) -> printFigure(name, figure, out));
        out.printf("%n%-25s %10s %21s %10s %10s  %s%n", "bar", "median", "spread", "must", "aim", "");
        section.bars().forEach((name, bar) -> printBar(name, bar, out));
    }

    private static void printFigure(String name, FigureEntry figure, PrintStream out) {
        out.printf(
                "%-17s %12s %27s  %-10s  %s%n",
                name,
                number(figure.median()),
                number(figure.min()) + " to " + number(figure.max()),
                figure.unit(),
                figure.meaning());
    }

    private static void printBar(String name, BarEntry bar, PrintStream out) {
        out.printf(
                "%-25s %10s %21s %10s %10s  %s%n",
                name,
                number(bar.median()),
                number(bar.min()) + " to " + number(bar.max()),
                number(bar.must()),
                number(bar.aim()),
                bar.verdict());
    }

    /** As many digits as anyone will look at. */
    private static String number(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : value < 100 ? "%.1f" : "%,.0f", value);
    }
}

package io.tidewatch.benchmarks;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Starts the micro-benchmarks (JMH), which lie in the packages of what they measure. */
public final class MicroBenchmarks {
    /** System property with the model bundle's folder, for the benchmarks' processes. */
    public static final String BUNDLE = "tidewatch.benchmarks.bundle";

    private MicroBenchmarks() {}

    /** The folder of the model to measure. */
    public static Path bundle() {
        return Path.of(System.getProperty(BUNDLE, ""));
    }

    /**
     * Runs benchmarks; JMH prints what they measure.
     *
     * @param pattern a regular expression, found in the names of those to run
     * @param quick one short iteration in this process instead of several in processes of their own
     * @param json file for JMH's own results; null for none
     * @return false if none has such a name
     */
    static boolean run(String pattern, Path bundle, boolean quick, @Nullable Path json) throws RunnerException {
        System.setProperty(BUNDLE, bundle.toString());
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(pattern)
                .shouldFailOnError(true)
                .jvmArgsAppend("-D" + BUNDLE + "=" + bundle);
        if (quick) {
            options.forks(0).warmupIterations(0).measurementIterations(1).measurementTime(TimeValue.milliseconds(20));
        }
        if (json != null) {
            options.resultFormat(ResultFormatType.JSON).result(json.toString());
        }
        return !new Runner(options.build()).run().isEmpty();
    }
}

package io.tidewatch.job;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@AnalyzeClasses(packages = "io.tidewatch.job", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule ONLY_INFERENCE_KNOWS_THE_MODELS_RUNTIME = noClasses()
            .that()
            .resideOutsideOfPackage("io.tidewatch.job.inference")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("ai.onnxruntime..", "ai.djl..");

    @ArchTest
    static final ArchRule RULES_AND_SETTINGS_KNOW_NOTHING_OF_FLINK_OR_KAFKA = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.tidewatch.job.text..",
                    "io.tidewatch.job.entity..",
                    "io.tidewatch.job.surge.detector..",
                    "io.tidewatch.job.config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.flink..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule DEPENDENCIES_POINT_ONE_WAY =
            slices().matching("io.tidewatch.job.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_DETECTOR_STANDS_ALONE = noClasses()
            .that()
            .resideInAPackage("io.tidewatch.job.surge.detector..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.tidewatch.events..", "io.tidewatch.job.trend..", "io.tidewatch.job.surge");

    /** Compiled constants are inlined, so this one looks at the sources. */
    @Test
    void metricsAreNamedInOnePlace() throws IOException {
        Pattern namedOnTheSpot = Pattern.compile("\\.(counter|gauge|meter|histogram)\\(\\s*\"|\"tidewatch_");
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            List<Path> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.endsWith("MetricNames.java"))
                    .toList();
            assertThat(sources)
                    .hasSizeGreaterThan(50)
                    .allSatisfy(file -> assertThat(file).content().doesNotContainPattern(namedOnTheSpot));
        }
    }

    @ArchTest
    static final ArchRule NOTHING_PRINTS = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;

    @ArchTest
    static final ArchRule NOTHING_USES_JAVA_UTIL_LOGGING = GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

    @ArchTest
    static final ArchRule ONLY_THE_EDGE_READS_THE_ENVIRONMENT = noClasses()
            .that()
            .doNotBelongToAnyOf(TidewatchJob.class)
            .should()
            .callMethod(System.class, "getenv", String.class)
            .orShould()
            .callMethod(System.class, "getenv")
            .orShould()
            .callMethod(System.class, "getProperty", String.class);
}

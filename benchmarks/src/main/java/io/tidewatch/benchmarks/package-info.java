/**
 * The benchmark behind {@code ./tidewatch bench}: the job beside what the hardware allows and what others would build.
 * {@code docs/benchmarks.md} says what each figure means. Micro-benchmarks lie in the packages of what they measure.
 */
@NullMarked
package io.tidewatch.benchmarks;

import org.jspecify.annotations.NullMarked;

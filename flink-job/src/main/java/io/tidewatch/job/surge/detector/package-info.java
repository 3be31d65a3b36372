/**
 * Decides, window by window, whether a key (a topic, a theme) has a surge of negative messages: more of them than this
 * key's own past leads one to expect, and not merely because everything got busier.
 *
 * <p>Method ("VA-NB", a volume-adjusted negative-binomial tail over several time scales). For each scale {@code s},
 * that is for the last {@code s} windows together:
 *
 * <pre>
 *   expected = level x (season summed over those windows) x volume ratio
 *   x        = -log10 P(Y >= observed),  Y negative binomial with Var(Y) = expected + dispersion x expected^2
 *   score    = mean of x over the scales
 * </pre>
 *
 * <ul>
 *   <li>level: exponentially weighted mean of the count per window, season and volume ratio divided out;
 *   <li>season: factors of the hour of the day and of the weekday (UTC), learned from total volume;
 *   <li>volume ratio: other messages seen over other messages expected; it lifts the expectation when the whole key
 *       gets busier, which is what keeps surges of mere volume quiet;
 *   <li>dispersion: learned per scale by moments, so that a key that comes in bursts must burst harder to be news.
 * </ul>
 *
 * <p>A window is scored before it is learned from, and what it teaches is clipped, so that a surge does not become the
 * new normal at once. An alert is raised once per excursion of the score above the threshold. Windows in which the
 * source was down are missing: they are left out, never read as zero.
 *
 * <p>The same class raises the second kind of alert, unusual attention, from volume alone: see {@link
 * io.tidewatch.job.surge.detector.SurgeSettings#volume()}.
 *
 * <p>Nothing here knows of Flink, Kafka, a clock or randomness. The learned state is updated with additions,
 * multiplications, divisions, square roots and {@link java.lang.StrictMath} alone, which IEEE 754 fixes to the last
 * bit, so it is the same on every machine. Scores pass through logarithms whose last bit a platform may choose; they
 * never enter the state unrounded.
 */
@NullMarked
package io.tidewatch.job.surge.detector;

import org.jspecify.annotations.NullMarked;

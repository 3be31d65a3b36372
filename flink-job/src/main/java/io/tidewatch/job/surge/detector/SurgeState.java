package io.tidewatch.job.surge.detector;

/**
 * What the detector remembers of one key, about 1 KB. Made by {@link SurgeDetector#newState()}, changed by the detector
 * alone.
 *
 * <p>Public fields of primitives and primitive arrays make it a Flink POJO, so its schema can evolve: a field added
 * later starts at 0 (or an empty array) in a state restored from before, and {@link #version} tells that it did.
 */
public class SurgeState {
    /** Version of the layout below. */
    public static final int CURRENT_VERSION = 2;

    /** Version of the layout that wrote this state. */
    public int version;

    /** Windows learned from so far; missing ones do not count. */
    public long windowsSeen;

    /** The last window told of, seen or missing; {@link Long#MIN_VALUE} before the first. */
    public long lastWindowIndex;

    /** Ring by window index: messages counted in the window, or -1 where the window is missing. */
    public int[] ringCounted;

    /** Ring by window index: the key's other messages (for the volume preset: its negative ones). */
    public int[] ringCompanion;

    /** Weighted sums behind the level: counts with the volume ratio divided out, companions, season factors. */
    public double levelCounted;

    public double levelCompanion;
    public double levelExposure;

    /** Per hour of the day (UTC): weighted messages and weighted windows. */
    public double[] seasonMessages;

    public double[] seasonWindows;

    /** Per weekday (UTC, from Thursday on): the same. Since version 2. */
    public double[] weekdayMessages;

    public double[] weekdayWindows;

    /** Per learned scale: weighted sum of single-window estimates of the dispersion. */
    public double[] dispersionSum;

    /** Weighted number of windows behind each of {@link #dispersionSum}. */
    public double dispersionWeight;

    /** Whether an alert is open. */
    public boolean inExcursion;

    /** Windows in a row below the threshold since the alert opened. */
    public int windowsBelow;

    /** The bar that a new score must beat, where there is a cooldown. */
    public double cooldownBar;

    /** For serializers; the detector fills the state at its first window. */
    public SurgeState() {
        lastWindowIndex = Long.MIN_VALUE;
        ringCounted = new int[0];
        ringCompanion = new int[0];
        seasonMessages = new double[0];
        seasonWindows = new double[0];
        weekdayMessages = new double[0];
        weekdayWindows = new double[0];
        dispersionSum = new double[0];
    }
}

package io.tidewatch.job.config;

/** Where the model shall run. */
public enum Device {
    /** On a GPU where there is one that can be used, else on the processor. */
    AUTO,
    /** On the processor. */
    CPU,
    /** On a GPU, or not at all. */
    CUDA
}

/** Scores texts: tokenizer, micro-batches and ONNX Runtime. The only package that touches {@code ai.onnxruntime}. */
@NullMarked
package io.tidewatch.job.inference;

import org.jspecify.annotations.NullMarked;

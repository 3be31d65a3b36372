package io.tidewatch.benchmarks;

/** What is measured, once per repetition. */
enum Figure {
    LIMIT("limit", Unit.MESSAGES_PER_SECOND, "ONNX Runtime alone: token ids ready, sorted by length, best batches"),
    JOB("job", Unit.MESSAGES_PER_SECOND, "the real job, Kafka to Kafka"),
    NAIVE_JOB("naive-job", Unit.MESSAGES_PER_SECOND, "the same job, one message per call, padded"),
    CONSTANT_JOB("constant-job", Unit.MESSAGES_PER_SECOND, "the same job, scores made up: everything but inference"),
    PADDING("padding", Unit.RATIO, "tokens that the job's model processed over tokens of the texts"),
    LATENCY_P50("latency-p50", Unit.MILLISECONDS, "Kafka in to scored at half of the job's full load, median"),
    LATENCY_P95("latency-p95", Unit.MILLISECONDS, "the same, 95th percentile"),
    LATENCY_P99("latency-p99", Unit.MILLISECONDS, "the same, 99th percentile"),
    PIPELINE_FINBERT("pipeline-finbert", Unit.MESSAGES_PER_SECOND, "Hugging Face pipeline, FinBERT-size model"),
    PIPELINE_OWN("pipeline-own", Unit.MESSAGES_PER_SECOND, "Hugging Face pipeline, model of our size"),
    ONNX_PYTHON("onnx-python", Unit.MESSAGES_PER_SECOND, "ONNX Runtime in Python, our model, in arrival order");

    /** What a figure counts. */
    enum Unit {
        MESSAGES_PER_SECOND("messages/s"),
        MILLISECONDS("ms"),
        RATIO("ratio");

        private final String text;

        Unit(String text) {
            this.text = text;
        }
    }

    private final String key;
    private final Unit unit;
    private final String meaning;

    Figure(String key, Unit unit, String meaning) {
        this.key = key;
        this.unit = unit;
        this.meaning = meaning;
    }

    /** Its name in reports. */
    String key() {
        return key;
    }

    String unit() {
        return unit.text;
    }

    String meaning() {
        return meaning;
    }
}

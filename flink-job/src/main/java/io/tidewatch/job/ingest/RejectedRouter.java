package io.tidewatch.job.ingest;

import io.tidewatch.events.RejectedMessage;
import io.tidewatch.job.metrics.MetricNames;
import io.tidewatch.job.metrics.RejectionMetrics;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Sends what could not be read out by the side, and what could on. */
public final class RejectedRouter extends ProcessFunction<Ingested, Arrival> {
    public static final OutputTag<RejectedMessage> REJECTED = new OutputTag<>("rejected") {};
    private static final long serialVersionUID = 1;
    private transient Counter read;
    private transient RejectionMetrics rejections;

    private RejectedRouter() {}

    public static SingleOutputStreamOperator<Arrival> attach(DataStream<Ingested> ingested) {
        return ingested.process(new RejectedRouter()).name("route rejected").uid("ingest-route-rejected");
    }

    @Override
    public void open(OpenContext context) {
        read = getRuntimeContext().getMetricGroup().counter(MetricNames.MESSAGES_READ);
        rejections = new RejectionMetrics(getRuntimeContext().getMetricGroup());
    }

    @Override
    public void processElement(Ingested ingested, Context context, Collector<Arrival> out) {
        read.inc();
        if (ingested.rejected() != null) {
            rejections.onRejected(ingested.rejected().reason());
            context.output(REJECTED, ingested.rejected());
        } else if (ingested.arrival() != null) {
            out.collect(ingested.arrival());
        }
    }
}

# JobManager and TaskManagers: Flink with the native libraries in its lib folder, and the job in usrlib.
# What is copied was built by 'mvn -Pimages package'; what changes most often comes last.
FROM flink:2.2.1-scala_2.12-java17

USER root
RUN mkdir -p /opt/flink/usrlib /opt/flink/state /opt/tidewatch/bin && chown flink:flink /opt/flink/state

# Keeps the tokenizer library from looking for a CUDA build to download.
ENV RUST_FLAVOR=cpu

COPY --chown=flink:flink deploy/flink/target/lib/ /opt/flink/lib/
COPY deploy/docker/start-jobmanager.sh /opt/tidewatch/bin/
# Flink's entry point writes the settings of FLINK_PROPERTIES into its configuration.
COPY --chown=flink:flink deploy/flink/config.yaml deploy/flink/log4j-console.properties /opt/flink/conf/
COPY deploy/tidewatch.properties /opt/tidewatch/
COPY onnx-models/ /opt/tidewatch/onnx-models/
COPY flink-job/target/tidewatch-flink-job-*-job.jar /opt/flink/usrlib/tidewatch-job.jar

USER flink

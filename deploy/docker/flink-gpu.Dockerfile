# TaskManagers with an NVIDIA GPU: the image of flink.Dockerfile, built with 'mvn -Pimages,cuda package', on CUDA 12 and cuDNN 9.
ARG TIDEWATCH_FLINK_IMAGE=tidewatch-flink:latest
FROM ${TIDEWATCH_FLINK_IMAGE} AS flink

FROM nvidia/cuda:12.9.1-cudnn-runtime-ubuntu24.04

# envsubst for Flink's entry point, snappy for its checkpoints, wget for the health check.
RUN apt-get update \
    && apt-get install -y --no-install-recommends gettext-base libsnappy1v5 wget \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --system --gid=9999 flink \
    && useradd --system --home-dir /opt/flink --uid=9999 --gid=flink flink

ENV RUST_FLAVOR=cpu \
    FLINK_HOME=/opt/flink \
    JAVA_HOME=/opt/java/openjdk \
    DISABLE_JEMALLOC=true \
    PATH=/opt/flink/bin:/opt/java/openjdk/bin:$PATH

COPY --from=flink /opt/java/openjdk /opt/java/openjdk
COPY --from=flink /docker-entrypoint.sh /
COPY --from=flink --chown=flink:flink /opt/flink /opt/flink
COPY --from=flink /opt/tidewatch /opt/tidewatch

WORKDIR /opt/flink
USER flink
ENTRYPOINT ["/docker-entrypoint.sh"]

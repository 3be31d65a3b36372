# The command line, for feeding recorded streams among others. What is copied was built by 'mvn -Pimages package'.
FROM eclipse-temurin:17.0.16_8-jre-noble

RUN useradd --system --uid 10001 --create-home tidewatch

ENV RUST_FLAVOR=cpu

COPY quickstart/target/lib/ /opt/tidewatch/lib/
COPY quickstart/target/tidewatch-quickstart-*.jar /opt/tidewatch/lib/

USER tidewatch
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-cp", "/opt/tidewatch/lib/*", "io.tidewatch.quickstart.cli.TidewatchCommand"]

# The risk desk's service. What is copied was built by 'mvn -Pimages package'.
FROM eclipse-temurin:17.0.16_8-jre-noble

RUN useradd --system --uid 10001 --create-home tidewatch

COPY onnx-models/ /opt/tidewatch/onnx-models/
COPY alerting/target/lib/ /opt/tidewatch/lib/
COPY alerting/target/tidewatch-alerting-*.jar /opt/tidewatch/lib/

USER tidewatch
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=60", "-Dtidewatch.log.level=INFO", "-cp", "/opt/tidewatch/lib/*", "io.tidewatch.alerting.DeskCommand"]

#!/usr/bin/env bash
# Makes the topics that are not there yet. Runs in Kafka's image; the address of a broker is its argument.
set -euo pipefail
broker=$1
replication=${TIDEWATCH_REPLICATION:-1}
kafka=${KAFKA_HOME:-/opt/kafka}

# Sizes bound the streams, not ages: a replay's time stamps are of its own time, which may lie years back.
create() {
  local topic=$1 partitions=$2 bytes=$3
  "$kafka/bin/kafka-topics.sh" --bootstrap-server "$broker" --create --if-not-exists --topic "$topic" \
    --partitions "$partitions" --replication-factor "$replication" \
    --config retention.ms=-1 --config "retention.bytes=$bytes" \
    --config max.message.bytes=16777216 --config "message.timestamp.after.max.ms=9223372036854775807"
}

gibibyte=1073741824
create news.raw 4 $((8 * gibibyte))
create news.scored 4 $((8 * gibibyte))
create news.rejected 1 $((2 * gibibyte))
create sentiment.trends 1 $((8 * gibibyte))
create model.shadow 1 $((2 * gibibyte))
# Whoever starts anew reads these from the beginning.
create sentiment.alerts 1 -1
create analyst.feedback 1 -1
create desk.settings 1 -1
create model.control 1 -1

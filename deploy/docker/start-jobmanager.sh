#!/usr/bin/env bash
# Starts the JobManager with the job, from where the job was: from the savepoint TIDEWATCH_SAVEPOINT if that is set, else
# from the newest complete checkpoint. A JobManager that starts again without high availability does not know of one.
# Arguments are those of Flink's standalone-job, and the job's own.
set -euo pipefail

checkpoints=${TIDEWATCH_CHECKPOINTS:-/opt/flink/state/checkpoints}
from=${TIDEWATCH_SAVEPOINT:-}
if [ -z "$from" ] && [ -d "$checkpoints" ]; then
  # CHECKPOINTS/JOB/chk-N/_metadata is written last, when the checkpoint is complete.
  from=$(find "$checkpoints" -mindepth 3 -maxdepth 3 -path '*/chk-*/_metadata' -printf '%T@ %h\n' \
    | sort -n | tail -n 1 | cut -d ' ' -f 2-)
fi
if [ -n "$from" ]; then
  echo "Starting the job from $from"
  set -- --fromSavepoint "$from" "$@"
else
  echo "There is no checkpoint below $checkpoints: starting the job anew"
fi
exec "${TIDEWATCH_ENTRYPOINT:-/docker-entrypoint.sh}" standalone-job "$@"

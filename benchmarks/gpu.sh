#!/usr/bin/env bash
# Runs what needs an NVIDIA GPU: the tests tagged gpu, and the benchmark with the model on it. Needs CUDA 12 and cuDNN 9
# on the library path, and a bundle with fp16 (./tidewatch export --formats int8,fp16). Afterwards ./tidewatch runs on the
# GPU until it is built again.
set -euo pipefail
if [[ $# -lt 1 || ! -f "$1/model.fp16.onnx" ]]; then
  echo "usage: gpu.sh BUNDLE [option of ./tidewatch bench ...]; BUNDLE is a folder that has model.fp16.onnx" >&2
  exit 2
fi
export TIDEWATCH_GPU_BUNDLE="$(realpath "$1")"
shift
cd "$(dirname "${BASH_SOURCE[0]}")/.."
command -v nvidia-smi > /dev/null || {
  echo "gpu.sh: there is no nvidia-smi, so probably no NVIDIA GPU; run this on a machine that has one" >&2
  exit 1
}
nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv
export RUST_FLAVOR=cpu
mvn -q -B -Pcuda -pl events,flink-job test -Dgroups=gpu -Dsurefire.failIfNoSpecifiedTests=false
mvn -q -B -Pcuda -pl events,flink-job,quickstart,benchmarks -Dmaven.test.skip=true -Dskip.job.jar=true package
exec ./tidewatch bench --device cuda --model "$TIDEWATCH_GPU_BUNDLE" "$@"

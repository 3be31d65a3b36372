#!/usr/bin/env bash
# Makes a release from the data: two teachers, a smaller student of the first, which then learns from
# the second and itself, the bundle. Takes two and a half hours on two idle cores; a GPU is used
# where there is one. A stage that was interrupted goes on where its last checkpoint left it; one that
# is done is not repeated. SEED=N in the environment takes other random choices.
set -euo pipefail
if [[ $# -lt 3 ]]; then
    echo "usage: release.sh VERSION DATA_DIR STREAMS_DIR [option of export ...]" >&2
    echo "  VERSION      of the bundle, such as 2026.11.2" >&2
    echo "  DATA_DIR     folder of the labelled sets named in src/tidewatch_training/data.py" >&2
    echo "  STREAMS_DIR  folder of recorded streams (JSON lines, .gz too), read without labels" >&2
    exit 2
fi
version="$1" data="$(realpath "$2")" streams="$(realpath "$3")"
shift 3
cd "$(dirname "${BASH_SOURCE[0]}")"
bash make-venv.sh
runs="runs/$version"
commit="$(git rev-parse HEAD)"

tidewatch_training() { .venv/bin/python -m tidewatch_training "$@"; }

train() { # folder, seed, then options
    local out="$runs/$1" seed="$2"
    shift 2
    if [[ -f "$out/done" ]]; then return; fi
    if [[ -f "$out/state.pt" ]]; then set -- "$@" --resume; fi
    tidewatch_training train --data-dir "$data" --out "$out" --layer-decay 1.0 \
        --seed "${SEED:-$seed}" "$@"
    touch "$out/done"
}

labelled=(
    --sources tweets-topic,tweets-sentiment,newswire
    --label-weights tweets-sentiment/sentiment=2,newswire/sentiment=0.5
)
unlabelled=""
for name in stocknet-tweets-2014-2016 window-lehman-2008 window-flash-crash-greece-2010 \
    window-us-downgrade-2011 ordinary-2012-03; do
    unlabelled+="${unlabelled:+,}$streams/$name.jsonl.gz"
done
all=(
    --sources tweets-topic,tweets-sentiment,newswire,sentfin
    --label-weights tweets-sentiment/sentiment=2,newswire/sentiment=0.5,sentfin/sentiment=0.3
    --unlabelled "$unlabelled"
)

train teacher-1 11 --base bge-small --epochs 3 "${labelled[@]}"
train student-1 11 --base minilm --epochs 4 --learning-rate 2e-4 --teacher "$runs/teacher-1" \
    --unlabelled-texts 6000 "${all[@]}"
train teacher-2 21 --base bge-small --epochs 4 --learning-rate 1.5e-4 --dev-fraction 0.05 \
    "${labelled[@]}"
train student 31 --base minilm --start "$runs/student-1" --epochs 4 --learning-rate 1.5e-4 \
    --dev-fraction 0.05 --teacher "$runs/teacher-2,$runs/student-1" --unlabelled-texts 4000 "${all[@]}"

tidewatch_training export --run "$runs/student" --data-dir "$data" --version "$version" \
    --commit "$commit" "$@"

#!/usr/bin/env bash
# Makes the released model from the data: BGE-small is fine-tuned, trained on from there in several
# ways, and the mean of all their weights becomes the bundle. The runs took 122 minutes on one core
# each; a GPU is used where there is one. A stage that was interrupted goes on where its last
# checkpoint left it; one that is done is not repeated.
# SEED=N in the environment takes other random choices.
set -euo pipefail
if [[ $# -lt 2 ]]; then
    echo "usage: release.sh VERSION DATA_DIR [option of export ...]" >&2
    echo "  VERSION   of the bundle, such as 2026.12.1" >&2
    echo "  DATA_DIR  folder of the labelled sets named in src/tidewatch_training/data.py" >&2
    exit 2
fi
version="$1" data="$(realpath "$2")"
shift 2
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
    tidewatch_training train --data-dir "$data" --out "$out" --base bge-small --layer-decay 1.0 \
        --dev-fraction 0.05 --seed "$((seed + ${SEED:-0}))" "$@"
    touch "$out/done"
}

sets=tweets-topic,tweets-sentiment,newswire,sentfin
on=(--epochs 2 --learning-rate 6e-5 --head-learning-rate 5e-4)
authored=sentfin/sentiment=0.5,authored/topic=2,authored/sentiment=3

train trunk 71 --epochs 3 --sources $sets \
    --label-weights tweets-sentiment/sentiment=2,sentfin/sentiment=0.5
train longer 72 --start "$runs/trunk" "${on[@]}" --sources $sets \
    --label-weights tweets-sentiment/sentiment=2,sentfin/sentiment=0.5
train smoothed 73 --start "$runs/longer" --epochs 1 --learning-rate 5e-5 --head-learning-rate 4e-4 \
    --r-drop 1 --sources $sets --label-weights tweets-sentiment/sentiment=2,sentfin/sentiment=0.5
train authored-1 74 --start "$runs/trunk" "${on[@]}" \
    --label-weights tweets-sentiment/sentiment=1.5,$authored
train authored-2 75 --start "$runs/trunk" "${on[@]}" --label-weights $authored
train authored-3 78 --start "$runs/trunk" "${on[@]}" \
    --label-weights tweets-sentiment/sentiment=1.5,$authored

others=""
for run in longer smoothed authored-1 authored-2 authored-3; do
    others+="${others:+,}$runs/$run=1"
done
tidewatch_training export --run "$runs/trunk" --average "$others" --data-dir "$data" \
    --version "$version" --commit "$commit" "$@"

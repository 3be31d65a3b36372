"""Scores the dev texts with a bundle in Java (`./tidewatch score`) and in Python, and compares.

    .venv/bin/python experiments/java_agreement.py ../onnx-models/2026.11.2 ../../shared/data

Prints, per task, the largest difference of a probability and how many labels differ; exits with 1
when a probability differs by more than the limit. Java rounds probabilities to four decimals, which
alone makes differences of up to 0.00005.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

from tidewatch_training.arguments import TRAINING
from tidewatch_training.bundle import read_bundle
from tidewatch_training.evaluate import logits_of, open_model, texts_of
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.splits import DEV

_LIMIT = 1e-3
_THREADS = 2


def scored_by_java(bundle: Path, texts: list[str]) -> list[dict]:
    """Returns a line of `./tidewatch score` per text."""
    with tempfile.TemporaryDirectory() as folder:
        rows, lines = Path(folder, "texts.jsonl"), Path(folder, "scored.jsonl")
        rows.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        command = [TRAINING.parent / "tidewatch", "score", rows, "--out", lines]
        subprocess.run([*command, "--model", bundle], check=True)
        return [json.loads(line) for line in lines.read_text().splitlines()]


def main(bundle: Path, data_dir: Path) -> int:
    """Compares and returns the exit status."""
    model = open_model(bundle, _THREADS)
    # A text that cleans to nothing is a row without a text to Java.
    examples = [example for example in texts_of(DEV, model.settings, data_dir) if example.text]
    logits = logits_of(model, examples)
    java = scored_by_java(bundle, [example.text for example in examples])
    temperatures = read_bundle(bundle).temperatures
    worst = 0.0
    for task in TASKS:
        ours = softmax(logits[task.name], temperatures[task.name])
        theirs = np.array(
            [[line["probabilities"][task.name][label] for label in task.labels] for line in java]
        )
        difference = float(np.abs(ours - theirs).max())
        labels = [task.labels[index] for index in ours.argmax(axis=1)]
        different = sum(a != line[task.name] for a, line in zip(labels, java, strict=True))
        worst = max(worst, difference)
        print(
            f"{task.name:10} {len(java)} texts: largest difference {difference:.1e}, "
            f"{different} other labels"
        )
    return 0 if worst <= _LIMIT else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2])))

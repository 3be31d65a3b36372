"""Compares full fine-tuning, LoRA and heads alone on the tweets; a table for LOG.md and the card.

    .venv/bin/python experiments/methods.py ../../shared/data [epochs [seeds]]

Each method takes the learning rate that its authors or our releases use, chosen beforehand. Dev is
the same for all; minutes are wall clock, so nothing else should run.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from tidewatch_training.arguments import TrainArguments
from tidewatch_training.train import train

_METHODS = {
    "full": {"learning_rate": 2e-4},
    "lora": {"learning_rate": 1e-3},
    "heads": {"head_learning_rate": 5e-3},
}
_TASKS = ("topic", "sentiment")


def main() -> None:
    """Prints one row per method: medians over the seeds, least and greatest in brackets."""
    data = Path(sys.argv[1])
    epochs = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    seeds = int(sys.argv[3]) if len(sys.argv) > 3 else 3
    rows = []
    for method, rates in _METHODS.items():
        runs = []
        for seed in range(1, seeds + 1):
            with tempfile.TemporaryDirectory() as folder:
                arguments = TrainArguments(
                    data_dir=data,
                    out=Path(folder),
                    sources="tweets-topic,tweets-sentiment",
                    method=method,
                    epochs=epochs,
                    seed=seed,
                    layer_decay=1.0,
                    **rates,
                )
                runs.append(train(arguments).provenance)
        figures = [_spread([100 * run["dev"][task]["accuracy"] for run in runs]) for task in _TASKS]
        minutes = statistics.median(run["seconds"] for run in runs) / 60
        rows.append(
            f"| {method} | {runs[0]['trainedParameters']:,} | {' | '.join(figures)} "
            f"| {minutes:.1f} |"
        )
    print("| method | trained parameters | topic accuracy | sentiment accuracy | minutes |")
    print("|---|---|---|---|---|")
    print("\n".join(rows))


def _spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


if __name__ == "__main__":
    main()

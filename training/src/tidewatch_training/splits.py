"""The texts of a run, rebuilt the same way by train, evaluate and export."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tidewatch_training import smoke
from tidewatch_training.arguments import UsageError
from tidewatch_training.data import TRAIN, Example, load, require_every_task, split

DEV = "dev"


def examples_of(settings: Mapping[str, Any], data_dir: Path | None) -> list[Example]:
    """Returns all training texts of a run, dev included, in the order of the files.

    Args:
        settings: the run's arguments: `sources`, `smoke`.
        data_dir: folder of the data sets; None reads from the hub.

    Raises:
        TidewatchError: a set cannot be read, or no text has labels for some task.
    """
    if settings["smoke"]:
        examples = smoke.corpus()
    else:
        names = [name.strip() for name in settings["sources"].split(",") if name.strip()]
        examples = [example for name in names for example in load(name, TRAIN, data_dir)]
    require_every_task(examples)
    return examples


def train_and_dev(
    examples: Sequence[Example], dev_fraction: float
) -> tuple[list[Example], list[Example]]:
    """Returns the two sides of a run's texts; raises UsageError when one of them is empty."""
    train, dev = split(examples, dev_fraction)
    if not train or not dev:
        raise UsageError(
            f"--dev-fraction {dev_fraction} leaves {len(train)} training texts and {len(dev)} dev "
            "texts: both are needed, give another share"
        )
    return train, dev


def dev_of(settings: Mapping[str, Any], data_dir: Path | None) -> list[Example]:
    """Returns the dev texts of a run; `settings` has its `dev_fraction` too."""
    return split(examples_of(settings, data_dir), settings["dev_fraction"])[1]

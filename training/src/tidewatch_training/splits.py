"""The texts of a run, rebuilt the same way by train, evaluate and export."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tidewatch_training import smoke
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


def dev_of(settings: Mapping[str, Any], data_dir: Path | None) -> list[Example]:
    """Returns the dev texts of a run; `settings` has its `dev_fraction` too."""
    return split(examples_of(settings, data_dir), settings["dev_fraction"])[1]

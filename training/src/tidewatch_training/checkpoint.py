"""What a training run leaves on disk, written so that a crash never leaves half a file."""

import contextlib
import dataclasses
import os
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import BertConfig

from tidewatch_training.errors import TidewatchError
from tidewatch_training.model import NewsModel

_MODEL_FILE = "model.pt"
_STATE_FILE = "state.pt"


@dataclass(frozen=True)
class TrainedModel:
    """The best model of a run and how it came about."""

    config: dict[str, Any]
    weights: dict[str, torch.Tensor]
    tokenizer_json: str
    max_tokens: int
    provenance: dict[str, Any]
    """Base checkpoint, arguments, data hashes, library versions, dev figures."""

    def build(self, attention: str = "sdpa") -> NewsModel:
        """Returns the model with its weights, in evaluation mode."""
        model = NewsModel(BertConfig(**self.config), attention)
        model.load_state_dict(self.weights)
        return model.eval()


def write_atomically(path: Path, content: Any) -> None:
    """Saves with torch beside the target, then renames: readers see the old file or the new."""
    temporary = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except (OSError, RuntimeError) as error:  # torch turns a failed write into a RuntimeError
        _remove(temporary)
        raise TidewatchError(
            f"cannot write {path}: {_first_line(error)}; free some space, then train --resume goes "
            "on from the last checkpoint, or give another --out"
        ) from error


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def save_model(folder: Path, trained: TrainedModel) -> None:
    """Writes the run's best model."""
    content = {item.name: getattr(trained, item.name) for item in dataclasses.fields(trained)}
    write_atomically(folder / _MODEL_FILE, content)


def load_model(folder: Path) -> TrainedModel:
    """Reads a run's best model; raises TidewatchError when there is none."""
    content = _read(folder / _MODEL_FILE)
    expected = {item.name for item in dataclasses.fields(TrainedModel)}
    if not isinstance(content, dict) or set(content) != expected:
        raise TidewatchError(
            f"{folder / _MODEL_FILE} is not the model of a run: give the --out of a train command"
        )
    return TrainedModel(**content)


def save_state(folder: Path, state: dict[str, Any]) -> None:
    """Writes everything that an interrupted run needs to go on."""
    write_atomically(folder / _STATE_FILE, state)


def load_state(folder: Path) -> dict[str, Any]:
    """Reads the state of an interrupted run; raises TidewatchError when there is none."""
    return _read(folder / _STATE_FILE)


def _read(path: Path) -> Any:
    if not path.is_file():
        raise TidewatchError(f"{path} is missing: train first, or give the folder of a run")
    try:
        return torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        raise TidewatchError(
            f"cannot read {path}: it is damaged ({_first_line(error)}); restore it, or train again"
        ) from error

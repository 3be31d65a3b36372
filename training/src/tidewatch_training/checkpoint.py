"""What a training run leaves on disk, written so that a crash never leaves half a file."""

import dataclasses
import os
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
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    try:
        with temporary.open("wb") as file:
            torch.save(content, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise TidewatchError(f"cannot write {path}: {error}") from error


def save_model(folder: Path, trained: TrainedModel) -> None:
    """Writes the run's best model."""
    content = {item.name: getattr(trained, item.name) for item in dataclasses.fields(trained)}
    write_atomically(folder / _MODEL_FILE, content)


def load_model(folder: Path) -> TrainedModel:
    """Reads a run's best model; raises TidewatchError when there is none."""
    return TrainedModel(**_read(folder / _MODEL_FILE))


def save_state(folder: Path, state: dict[str, Any]) -> None:
    """Writes everything that an interrupted run needs to go on."""
    write_atomically(folder / _STATE_FILE, state)


def load_state(folder: Path) -> dict[str, Any]:
    """Reads the state of an interrupted run; raises TidewatchError when there is none."""
    return _read(folder / _STATE_FILE)


def _read(path: Path) -> Any:
    if not path.is_file():
        raise TidewatchError(f"{path} is missing: train first, or give the folder of a run")
    return torch.load(path, map_location="cpu", weights_only=True)

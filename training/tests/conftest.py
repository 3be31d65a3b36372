"""Fixtures that the tests share."""

import os
from pathlib import Path

import pytest
import torch
from onnx import ModelProto
from tokenizers import Tokenizer

from tidewatch_training import smoke
from tidewatch_training.arguments import TrainArguments
from tidewatch_training.checkpoint import TrainedModel, load_model
from tidewatch_training.formats import graph_of, seen_inputs
from tidewatch_training.tokens import encode
from tidewatch_training.train import train

_REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def repository() -> Path:
    return _REPOSITORY


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The folder of the labelled sets, which is not part of the repository."""
    shared = Path(os.environ.get("TIDEWATCH_SHARED", _REPOSITORY.parent / "shared"))
    if not (shared / "data").is_dir():
        pytest.skip(f"no data sets at {shared / 'data'}: set TIDEWATCH_SHARED to their folder")
    return shared / "data"


def smoke_arguments(out: Path, **changes: object) -> TrainArguments:
    """Arguments of a run that takes seconds and learns its corpus."""
    settings: dict[str, object] = {
        "out": out,
        "smoke": True,
        "epochs": 3,  # with two, one seed in three leaves two topics unlearnt
        "learning_rate": 3e-3,
        "head_learning_rate": 3e-3,
        "threads": 1,
    }
    return TrainArguments(**(settings | changes))


@pytest.fixture(scope="session")
def smoke_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a finished smoke run."""
    folder = tmp_path_factory.mktemp("smoke")
    train(smoke_arguments(folder))
    return folder


@pytest.fixture(scope="session")
def trained(smoke_run: Path) -> TrainedModel:
    """The smoke run's model."""
    return load_model(smoke_run)


@pytest.fixture(scope="session")
def rows(trained: TrainedModel) -> list[list[int]]:
    """Token ids of some texts of its corpus."""
    texts = [example.text for example in smoke.corpus()[::50]]
    # Texts of several lengths, so that batches are padded.
    texts = [" ".join([text] * (1 + index % 5)) for index, text in enumerate(texts)]
    return encode(Tokenizer.from_str(trained.tokenizer_json), texts, 128)


def calibrated_graph(trained: TrainedModel, form: str, *calibration: object) -> ModelProto:
    """The graph of a smoke model, its products calibrated on texts of its corpus."""
    texts = [example.text for example in smoke.corpus()[::50]]
    return graph_of(trained, form, seen_inputs(trained, texts, threads=1), *calibration)


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    torch.set_num_threads(1)

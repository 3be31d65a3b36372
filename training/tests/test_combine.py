"""Averaging runs and moving a class prior."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import torch

from tidewatch_training.calibrate import fit_offsets
from tidewatch_training.checkpoint import load_model
from tidewatch_training.combine import averaged, with_offsets
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import MISSING, SENTIMENT, softmax
from tidewatch_training.predict import torch_predict


def test_averaged_weights_are_the_weighted_mean(smoke_run: Path) -> None:
    first = load_model(smoke_run)
    second = dataclasses.replace(
        first, weights={name: weight + 3 for name, weight in first.weights.items()}
    )
    mixed = averaged([first, second], [1, 2])
    for name, weight in first.weights.items():
        torch.testing.assert_close(mixed.weights[name], weight + 2)
    assert mixed.provenance["share"] == pytest.approx(1 / 3)
    assert mixed.provenance["averagedWith"][0]["training"] == first.provenance


def test_models_of_another_shape_are_not_averaged(smoke_run: Path) -> None:
    first = load_model(smoke_run)
    other = dataclasses.replace(first, config=first.config | {"hidden_size": 64})
    with pytest.raises(TidewatchError, match="cannot average models of another shape"):
        averaged([first, other], [1, 1])


def test_offsets_move_the_logits_of_their_task_alone(smoke_run: Path) -> None:
    first = load_model(smoke_run)
    offsets = np.array([-1.0, 0.5, 0.0])
    moved = with_offsets(first, SENTIMENT, offsets, "smoke")
    ids = np.array([[2, 7, 9, 3]])
    before = torch_predict(first.build())(ids, np.ones_like(ids))
    after = torch_predict(moved.build())(ids, np.ones_like(ids))
    np.testing.assert_allclose(after[2] - before[2], [offsets], atol=1e-5)
    for output in (0, 1, 3, 4, 5):
        np.testing.assert_array_equal(after[output], before[output])
    assert moved.provenance["prior"]["offsets"] == [-1.0, 0.5, 0.0]


def test_fitted_offsets_restore_the_class_frequencies() -> None:
    chance = np.random.default_rng(6)
    logits = chance.normal(size=(6000, 3)) * 2
    labels = [int(chance.choice(3, p=row)) for row in softmax(logits)]
    skewed = logits - np.array([0.0, 0.0, 1.5])
    offsets = fit_offsets(skewed, [*labels[:-1], MISSING])
    np.testing.assert_allclose(offsets, [-1.5, -1.5, 0], atol=0.15)

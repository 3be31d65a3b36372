"""Logit adjustment and R-Drop: the formulas of the papers, and that training takes them."""

from pathlib import Path

import pytest
import torch

from conftest import smoke_arguments
from tidewatch_training.labels import MISSING, SENTIMENT, TASKS
from tidewatch_training.objective import loss_of
from tidewatch_training.regularise import class_offsets, r_drop_loss
from tidewatch_training.train import train


def test_offsets_are_tau_times_the_logarithm_of_the_weighted_prior() -> None:
    labels = torch.full((10, len(TASKS)), MISSING)
    labels[:9, TASKS.index(SENTIMENT)] = torch.tensor([0, 0, 0, 0, 0, 0, 1, 1, 2])
    weights = torch.ones(labels.shape)
    weights[8, TASKS.index(SENTIMENT)] = 4.0
    offsets = class_offsets(labels, weights, 0.5)
    prior = torch.tensor([6.0, 2.0, 4.0]) / 12
    torch.testing.assert_close(offsets[1], 0.5 * prior.log())
    # A class without texts counts as one text, so that its logarithm is finite.
    torch.testing.assert_close(offsets[0], 0.5 * torch.full((20,), 1 / 20).log())
    assert all(torch.count_nonzero(offset) == 0 for offset in class_offsets(labels, weights, 0.0))


def test_the_adjusted_loss_is_the_papers() -> None:
    torch.manual_seed(5)
    logits = [torch.randn(4, len(task.labels)) for task in TASKS]
    labels = torch.full((4, len(TASKS)), MISSING)
    labels[:, 1] = torch.tensor([0, 0, 0, 1])
    offsets = class_offsets(labels, torch.ones(4, 3), 1.0)
    adjusted = [task + offset for task, offset in zip(logits, offsets, strict=True)]
    prior = torch.tensor([3.0, 1.0, 1.0]) / 5
    # Equation 10: log(1 + sum over the other classes of (prior'/prior)^tau exp(f' - f)).
    expected = 0.0
    for row, label in enumerate(labels[:, 1].tolist()):
        others = sum(
            prior[other] / prior[label] * torch.exp(logits[1][row, other] - logits[1][row, label])
            for other in range(3)
            if other != label
        )
        expected += torch.log1p(others) / 4
    torch.testing.assert_close(loss_of(adjusted, labels, torch.ones(4, 3), 0.0), expected)


def test_r_drop_is_the_mean_of_both_divergences_and_0_for_equal_passes() -> None:
    torch.manual_seed(6)
    first, second = ([torch.randn(3, classes) for classes in (4, 2)] for _ in range(2))
    expected = 0.0
    for one, two in zip(first, second, strict=True):
        p, q = torch.softmax(one, -1), torch.softmax(two, -1)
        expected += float((p * (p / q).log()).sum() + (q * (q / p).log()).sum()) / 2 / 3
    both = [torch.cat(pair) for pair in zip(first, second, strict=True)]
    assert float(r_drop_loss(both)) == pytest.approx(expected, rel=1e-5)
    same = [torch.cat([one, one]) for one in first]
    assert float(r_drop_loss(same)) == pytest.approx(0, abs=1e-7)


def test_a_run_with_both_options_learns(tmp_path: Path) -> None:
    trained = train(smoke_arguments(tmp_path, class_balance=1.0, r_drop=0.5))
    assert all(figures["accuracy"] > 0.9 for figures in trained.provenance["dev"].values())
    assert trained.provenance["arguments"]["class_balance"] == 1.0
    assert trained.provenance["arguments"]["r_drop"] == 0.5

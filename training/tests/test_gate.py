"""The gate: what it lets pass, and what it refuses."""

import math

import numpy as np
import pytest

from tidewatch_training.bootstrap import difference_errors
from tidewatch_training.gate import (
    ACCURACY,
    CALIBRATION_ERROR,
    Compared,
    discordance_error,
    judge,
    margin_of,
    table,
)


def _row(champion: float, challenger: float, metric: str = ACCURACY, margin: float | None = 0.01):
    return Compared("valid", "tweets", "topic", metric, 2_000, champion, challenger, margin)


def test_a_challenger_within_the_margins_is_promotable() -> None:
    rows = [_row(0.9, 0.895), _row(0.05, 0.055, CALIBRATION_ERROR), _row(0.9, 0.2, margin=None)]
    gate = judge(rows, 1.1, 1e-6, [])
    assert gate.promotable
    assert gate.reasons == ()
    assert "WORSE" not in table(rows)


def test_each_failure_is_a_reason() -> None:
    rows = [_row(0.9, 0.88), _row(0.05, 0.08, CALIBRATION_ERROR), _row(0.5, 0.9)]
    gate = judge(rows, 1.5, 0.1, ["tasks or labels"])
    assert not gate.promotable
    assert len(gate.reasons) == 5
    assert gate.reasons[0] == (
        "accuracy of topic on valid (tweets, 2000 texts) is 0.8800, the champion's 0.9000: worse "
        "by 0.0200, at most 0.0100 may be"
    )
    assert table(rows).count("WORSE") == 2


def test_a_figure_that_is_no_number_does_not_pass() -> None:
    assert not judge([], 1.0, math.nan, []).promotable


def test_margins_widen_with_chance_and_few_texts_are_not_judged() -> None:
    assert margin_of(ACCURACY, 49, 0.0) is None
    assert margin_of(CALIBRATION_ERROR, 999, 0.0) is None
    assert margin_of(ACCURACY, 4_000, 0.001) == 0.01
    assert margin_of(ACCURACY, 400, 0.01) == pytest.approx(0.025)
    assert margin_of(ACCURACY, 60, 0.2) == 0.03


def test_the_error_of_a_difference_is_that_of_its_texts() -> None:
    truth = np.zeros(1_000, dtype=int)
    first, second = truth.copy(), truth.copy()
    first[:30] = 1
    second[20:60] = 1
    clusters = [str(index) for index in range(len(truth))]
    accuracy_error, _ = difference_errors(truth, first, second, clusters, 2)
    assert accuracy_error == pytest.approx(discordance_error(30, 20, 1_000), rel=0.1)
    assert difference_errors(truth, first, first, clusters, 2) == (0.0, 0.0)
    # Copies of one text are one piece of evidence.
    pairs = [str(index // 10) for index in range(len(truth))]
    assert difference_errors(truth, first, second, pairs, 2)[0] > 2 * accuracy_error

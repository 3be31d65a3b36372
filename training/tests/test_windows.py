"""Long texts: how they are cut, and how their windows are pooled."""

from pathlib import Path

import numpy as np
import pytest

from tidewatch_training.bundle import read_bundle
from tidewatch_training.data import Example
from tidewatch_training.errors import TidewatchError
from tidewatch_training.evaluate import logits_of, open_model
from tidewatch_training.labels import MISSING, SENTIMENT, TASKS, softmax
from tidewatch_training.predict import all_logits
from tidewatch_training.tokens import encode
from tidewatch_training.windows import MAX_WINDOWS, cut, pooled, text_logits

_TINY = Path(__file__).parent / "fixtures/tiny-bundle"
_NEGATIVE = SENTIMENT.labels.index("negative")


def _row(pieces: int) -> list[int]:
    return [-1, *range(pieces), -2]


@pytest.mark.parametrize("pieces", [0, 1, 6])
def test_a_text_that_fits_is_one_window(pieces: int) -> None:
    assert cut(_row(pieces), 8) == [_row(pieces)]


@pytest.mark.parametrize(("pieces", "lengths"), [(7, [3, 4]), (12, [6, 6]), (13, [4, 4, 5])])
def test_a_longer_text_is_cut_into_few_equal_windows(pieces: int, lengths: list[int]) -> None:
    windows = cut(_row(pieces), 8)
    assert [len(window) - 2 for window in windows] == lengths
    assert {(window[0], window[-1]) for window in windows} == {(-1, -2)}
    assert [piece for window in windows for piece in window[1:-1]] == list(range(pieces))


def test_a_text_of_too_many_windows_is_refused() -> None:
    assert len(cut(_row(6 * MAX_WINDOWS), 8)) == MAX_WINDOWS
    with pytest.raises(TidewatchError, match=r"3073 tokens, and at most 3072 are read"):
        cut(_row(6 * MAX_WINDOWS + 1), 8)


def test_earlier_windows_count_for_more() -> None:
    expected = np.array([6, 3, 2]) / 11
    np.testing.assert_allclose(pooled(np.eye(3)), expected, rtol=1e-12)


def test_short_texts_have_the_logits_of_the_model_bit_by_bit() -> None:
    bundle = read_bundle(_TINY)
    texts = ["Alderpoint profit", "", "fraud probe into Corvane", "oil"]
    rows = encode(bundle.tokenizer, texts, None)
    found = text_logits(bundle.predict(), rows, 128, bundle.temperatures)
    for name, expected in all_logits(bundle.predict(), rows).items():
        np.testing.assert_array_equal(found[name], expected)


def test_the_logits_of_a_long_text_give_its_pooled_probabilities() -> None:
    bundle = read_bundle(_TINY)
    texts = ["oil up", "the company says " * 60 + "fraud", "profit " * 300]
    rows = encode(bundle.tokenizer, texts, None)
    temperatures = {task.name: 1.5 for task in TASKS}
    together = text_logits(bundle.predict(), rows, 128, temperatures, batch_size=3)
    for index, row in enumerate(rows):
        windows = all_logits(bundle.predict(), cut(row, 128))
        for task in TASKS:
            np.testing.assert_allclose(
                softmax(together[task.name][index], 1.5),
                pooled(softmax(windows[task.name], 1.5)),
                atol=1e-6,
            )


def test_evaluation_reads_a_text_to_its_end() -> None:
    model = open_model(_TINY, 1)
    calm = "the company says " * 60
    examples = [
        Example(text, (MISSING,) * len(TASKS), "smoke", str(index))
        for index, text in enumerate((calm, calm + "fraud probe"))
    ]
    probabilities = softmax(logits_of(model, examples)[SENTIMENT.name])[:, _NEGATIVE]
    assert probabilities[1] > probabilities[0] + 0.1

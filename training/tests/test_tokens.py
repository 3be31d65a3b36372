"""Encoding, padding and batches."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from tidewatch_training.tokens import encode, pad, shuffled_batches, sorted_batches
from tidewatch_training.vocabulary import word_tokenizer_json


@pytest.fixture
def tokenizer() -> Tokenizer:
    return Tokenizer.from_str(word_tokenizer_json(["shares", "fall", "##en", "oil"]))


def test_texts_stand_between_cls_and_sep(tokenizer: Tokenizer) -> None:
    assert encode(tokenizer, ["Shares FALLEN oil", "unknown", ""], 10) == [
        [2, 4, 5, 6, 7, 3],
        [2, 1, 3],
        [2, 3],
    ]


def test_a_long_text_keeps_its_start_and_sep(tokenizer: Tokenizer) -> None:
    (row,) = encode(tokenizer, ["shares " * 50 + "oil"], 8)
    assert row == [2, 4, 4, 4, 4, 4, 4, 3]


def test_padding_is_masked() -> None:
    input_ids, mask = pad([[2, 4, 3], [2, 3]], 4)
    assert input_ids.tolist() == [[2, 4, 3, 0], [2, 3, 0, 0]]
    assert mask.tolist() == [[1, 1, 1, 0], [1, 1, 0, 0]]
    assert input_ids.dtype == mask.dtype == np.int64


def test_shuffled_batches_hold_every_row_once_and_pad_little() -> None:
    lengths = [1 + (index * 37) % 100 for index in range(2000)]
    batches = shuffled_batches(lengths, 32, seed=5)
    assert sorted(row for batch in batches for row in batch) == list(range(2000))
    padded = sum(len(batch) * max(lengths[row] for row in batch) for batch in batches)
    assert padded < 1.1 * sum(lengths)
    assert batches == shuffled_batches(lengths, 32, seed=5)
    assert batches != shuffled_batches(lengths, 32, seed=6)


def test_sorted_batches_go_from_short_to_long() -> None:
    assert list(sorted_batches([5, 1, 3, 2], 3)) == [[1, 3, 2], [0]]

"""Turns cleaned texts into token ids and padded batches."""

import json
import random
from collections.abc import Iterator, Sequence

import numpy as np
from tokenizers import Tokenizer

PADDING_ID = 0
_BATCHES_PER_CHUNK = 50  # texts of similar length are looked for among this many batches


def bare_tokenizer_json(tokenizer_json: str) -> str:
    """Returns the tokenizer without its truncation and padding: those are the caller's business."""
    content = json.loads(tokenizer_json)
    content["truncation"] = None
    content["padding"] = None
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def encode(tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int | None) -> list[list[int]]:
    """Returns the token ids of each text, [CLS] and [SEP] included.

    A longer text keeps its first `max_tokens` - 2 word pieces between [CLS] and [SEP], as training
    reads it; None keeps the whole text, for `windows`.
    """
    rows = [encoding.ids for encoding in tokenizer.encode_batch(list(texts))]
    if max_tokens is None:
        return rows
    return [row if len(row) <= max_tokens else row[: max_tokens - 1] + row[-1:] for row in rows]


def pad(rows: Sequence[Sequence[int]], length: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Returns (input_ids, attention_mask), both int64 [batch, length].

    Args:
        rows: token ids of each text.
        length: tokens per row; None takes the longest row.
    """
    width = length or max(len(row) for row in rows)
    input_ids = np.full((len(rows), width), PADDING_ID, dtype=np.int64)
    attention_mask = np.zeros_like(input_ids)
    for index, row in enumerate(rows):
        input_ids[index, : len(row)] = row
        attention_mask[index, : len(row)] = 1
    return input_ids, attention_mask


def shuffled_batches(lengths: Sequence[int], batch_size: int, seed: int) -> list[list[int]]:
    """Returns batches of row numbers: random, yet with rows of similar length together.

    A pure function of its arguments, so a resumed run sees the batches it would have seen.
    """
    chance = random.Random(seed)
    order = list(range(len(lengths)))
    chance.shuffle(order)
    chunk = batch_size * _BATCHES_PER_CHUNK
    batches: list[list[int]] = []
    for start in range(0, len(order), chunk):
        part = sorted(order[start : start + chunk], key=lambda row: lengths[row])
        batches.extend(part[i : i + batch_size] for i in range(0, len(part), batch_size))
    chance.shuffle(batches)
    return batches


def sorted_batches(lengths: Sequence[int], batch_size: int) -> Iterator[list[int]]:
    """Yields batches of row numbers in order of length, for evaluation."""
    order = sorted(range(len(lengths)), key=lambda row: lengths[row])
    for start in range(0, len(order), batch_size):
        yield order[start : start + batch_size]

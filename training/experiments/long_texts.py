"""Compares ways to score a text longer than the model's limit; the tables are in LOG.md.

    .venv/bin/python experiments/long_texts.py ../onnx-models/2026.11.2 runs/teacher \
        ../../shared/streams/yahoo-finance-articles-2017-2020.jsonl.gz 250 50

The articles have no labels, so the reference is the teacher, which reads up to 512 tokens at once:
`250` articles that fit the teacher but not the model are cut into windows in several ways, the
windows' answers pooled in several ways, and the result compared with the teacher's answer to the
whole text; the teacher's answer to the beginning is the control. `50` longer articles tell how
often the answer is another than that to the beginning. The teacher's probabilities are not
calibrated, and it too was trained on short texts: its answer is a better reader's, not the truth.
"""

import gzip
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Encoding

from tidewatch_training.bootstrap import percentile_interval
from tidewatch_training.evaluate import OpenModel, open_model
from tidewatch_training.labels import SENTIMENT, TASKS, Task, softmax
from tidewatch_training.text import model_text
from tidewatch_training.tokens import pad

_SEED = 20261124
_REPORT_EVERY = 50
_RESAMPLES = 2_000
_TEACHER_TOKENS = 512
TRUNCATION = "truncation"
CHOSEN = "equal parts, 1, 1/2, 1/3"
_SENTIMENT = TASKS.index(SENTIMENT)
_NEGATIVE = SENTIMENT.labels.index("negative")

Spans = list[tuple[int, int]]
"""Windows as ranges of word pieces, the special tokens apart."""
Answers = list[np.ndarray]
"""Per task, calibrated probabilities [windows, classes]."""


def equal_parts(text: str, encoding: Encoding, room: int) -> Spans:
    """As few windows as hold the text, of the same size but for one token."""
    pieces = len(encoding.ids) - 2
    count = -(-pieces // room)
    return [(pieces * i // count, pieces * (i + 1) // count) for i in range(count)]


def full_windows(text: str, encoding: Encoding, room: int) -> Spans:
    """Full windows and a rest."""
    pieces = len(encoding.ids) - 2
    return [(start, min(start + room, pieces)) for start in range(0, pieces, room)]


def overlapping(text: str, encoding: Encoding, room: int, overlap: int = 32) -> Spans:
    """Windows that share 32 tokens with the one before."""
    pieces = len(encoding.ids) - 2
    step = room - overlap
    return [(s, min(s + room, pieces)) for s in range(0, max(1, pieces - overlap), step)]


def at_sentences(text: str, encoding: Encoding, room: int) -> Spans:
    """Windows that end with a sentence where one ends in their second half."""
    ends = [
        index
        for index, (_, end) in enumerate(encoding.offsets[1:-1], start=1)
        if text[end - 1] in ".!?" and text[end : end + 1] in (" ", "")
    ]
    pieces = len(encoding.ids) - 2
    spans, start = [], 0
    while start < pieces:
        fitting = [end for end in ends if start + room // 2 < end <= start + room]
        end = pieces if pieces - start <= room else max(fitting, default=start + room)
        spans.append((start, end))
        start = end
    return spans


CUTS = {
    "equal parts": equal_parts,
    "full windows": full_windows,
    "overlap 32": overlapping,
    "sentences": at_sentences,
}


@dataclass(frozen=True)
class Windows:
    """A text's windows as the model answers them."""

    logits: list[np.ndarray]
    """Per task, [windows, classes]."""
    temperatures: list[float]
    tokens: np.ndarray
    """Per window, without the special tokens."""

    def probabilities(self, task: int) -> np.ndarray:
        """Returns calibrated probabilities [windows, classes]."""
        return softmax(self.logits[task], self.temperatures[task])


def _weighted(
    weights: Callable[[Windows, int], np.ndarray],
) -> Callable[[Windows, int], np.ndarray]:
    return lambda windows, task: np.average(
        windows.probabilities(task), axis=0, weights=weights(windows, task)
    )


def _place(windows: Windows) -> np.ndarray:
    return np.arange(1, len(windows.tokens) + 1)


def _first(windows: Windows, task: int) -> np.ndarray:
    rest = len(windows.tokens) - 1
    return np.array([0.5] + [0.5 / rest] * rest) if rest else np.ones(1)


POOLINGS: dict[str, Callable[[Windows, int], np.ndarray]] = {
    "mean": _weighted(lambda w, t: np.ones(len(w.tokens))),
    "by tokens": _weighted(lambda w, t: w.tokens),
    "mean logits": lambda w, t: softmax(w.logits[t].mean(axis=0), w.temperatures[t]),
    "first counts half": _weighted(_first),
    "1, 1/2, 1/3": _weighted(lambda w, t: 1 / _place(w)),
    "1, 1/2, 1/3 by tokens": _weighted(lambda w, t: w.tokens / _place(w)),
    "by confidence": _weighted(lambda w, t: w.probabilities(t).max(axis=1)),
    "by confidence^4": _weighted(lambda w, t: w.probabilities(t).max(axis=1) ** 4),
}


class Reader:
    """Answers windows of one text, each once."""

    def __init__(self, model: OpenModel, text: str, encoding: Encoding) -> None:
        self._model = model
        self._text = text
        self._encoding = encoding
        self._known: dict[tuple[int, int], list[np.ndarray]] = {}

    def read(self, spans: Spans) -> Windows:
        """Returns the model's answers to windows."""
        ids = self._encoding.ids
        for span in set(spans) - self._known.keys():
            row = [ids[0], *ids[1 + span[0] : 1 + span[1]], ids[-1]]
            self._known[span] = [out[0] for out in self._model.predict(*pad([row]))][::2]
        temperatures = self._model.temperatures or {}
        return Windows(
            [np.stack([self._known[span][task] for span in spans]) for task in range(len(TASKS))],
            [temperatures.get(task.name, 1.0) for task in TASKS],
            np.array([end - start for start, end in spans]),
        )

    def cut(self, name: str) -> Windows:
        """Returns the answers to the windows of one of `CUTS`."""
        return self.read(CUTS[name](self._text, self._encoding, self._model.max_tokens - 2))

    def beginning(self) -> list[np.ndarray]:
        """Returns the answer to as much as the model was trained to read."""
        pieces = min(len(self._encoding.ids) - 2, self._model.max_tokens - 2)
        windows = self.read([(0, pieces)])
        return [windows.probabilities(task)[0] for task in range(len(TASKS))]

    def whole(self) -> list[np.ndarray]:
        """Returns the answer to all of the text at once."""
        windows = self.read([(0, len(self._encoding.ids) - 2)])
        return [windows.probabilities(task)[0] for task in range(len(TASKS))]


Found = dict[str, list[list[np.ndarray]]]
"""By way: per text, per task, the probabilities."""


def _ways(reader: Reader) -> Iterator[tuple[str, list[np.ndarray]]]:
    """The beginning alone, then every pooling of every cut."""
    yield TRUNCATION, reader.beginning()
    for cut in CUTS:
        windows = reader.cut(cut)
        for pooling, pool in POOLINGS.items():
            yield f"{cut}, {pooling}", [pool(windows, task) for task in range(len(TASKS))]


def _interval(values: np.ndarray) -> str:
    chosen = np.random.default_rng(_SEED).integers(len(values), size=(_RESAMPLES, len(values)))
    bounds = percentile_interval(values[chosen].mean(axis=1))
    return f"  {values.mean():6.3f} ({bounds.low:6.3f},{bounds.high:6.3f})"


def _report(found: Found, reference: Sequence[Sequence[np.ndarray]], against: str) -> None:
    """Prints how each way's answers agree with the reference.

    Per task: the share of texts with the same label and what it gains over truncation, the distance
    of the probabilities and how much nearer that is than truncation's and than the chosen way's.
    """
    print(f"\n{len(reference)} texts against {against}; 95 % bootstrap intervals")
    columns = ("same label", "over truncation", "distance", "less truncation's", "less chosen's")
    for index, task in enumerate(TASKS):
        expected = np.stack([row[index] for row in reference])
        rows = {way: np.stack([row[index] for row in rows]) for way, rows in found.items()}
        same = {way: (p.argmax(1) == expected.argmax(1)).astype(float) for way, p in rows.items()}
        distance = {way: _distance(p, expected, task) for way, p in rows.items()}
        print(f"{task.name:36}" + "".join(f"{column:>25}" for column in columns))
        for way in rows:
            figures = (
                same[way],
                same[way] - same[TRUNCATION],
                distance[way],
                distance[way] - distance[TRUNCATION],
                distance[way] - distance[CHOSEN],
            )
            print(f"{way:36}" + "".join(_interval(values) for values in figures))
    negative = {way: [row[_SENTIMENT][_NEGATIVE] for row in rows] for way, rows in found.items()}
    print("mean P(negative):", ", ".join(f"{w} {np.mean(v):.3f}" for w, v in negative.items()))


def _distance(answers: np.ndarray, expected: np.ndarray, task: Task) -> np.ndarray:
    """Of P(negative) for sentiment, total variation for the others."""
    if task is SENTIMENT:
        return np.abs(answers - expected)[:, _NEGATIVE]
    return np.abs(answers - expected).sum(axis=1) / 2


def main(bundle: str, teacher_run: str, articles: str, count: str, long_count: str) -> None:
    """Samples the articles and prints the tables."""
    model, teacher = open_model(Path(bundle), 1), open_model(Path(teacher_run), 1)
    with gzip.open(articles, "rt", encoding="utf-8") as lines:
        texts = [model_text(a["title"], a["text"]) for a in map(json.loads, lines)]
    order = np.random.default_rng(_SEED).permutation(len(texts))
    encoded = ((texts[i], model.tokenizer.encode(texts[i])) for i in order)
    short: list[tuple[str, Encoding]] = []
    longer: list[tuple[str, Encoding]] = []
    for text, encoding in encoded:
        tokens = len(encoding.ids)
        if tokens > _TEACHER_TOKENS and len(longer) < int(long_count):
            longer.append((text, encoding))
        elif model.max_tokens < tokens <= _TEACHER_TOKENS and len(short) < int(count):
            short.append((text, encoding))
        elif len(short) == int(count) and len(longer) == int(long_count):
            break

    found: Found = {}
    for text, encoding in longer:
        for way, answer in _ways(Reader(model, text, encoding)):
            found.setdefault(way, []).append(answer)
    if longer:
        tokens = [len(encoding.ids) for _, encoding in longer]
        print(f"longer texts: {np.mean(tokens):.0f} tokens a text, {max(tokens)} at most")
        _report(found, found[TRUNCATION], TRUNCATION)

    found, reference = {}, []
    for text, encoding in short:
        taught, reader = Reader(teacher, text, encoding), Reader(model, text, encoding)
        reference.append(taught.whole())
        found.setdefault("teacher, the beginning", []).append(taught.beginning())
        found.setdefault("the whole at once", []).append(reader.whole())
        for way, answer in _ways(reader):
            found.setdefault(way, []).append(answer)
        if len(reference) % _REPORT_EVERY == 0 or len(reference) == len(short):
            _report(found, reference, "the teacher's answer to the whole text")


if __name__ == "__main__":
    main(*sys.argv[1:])

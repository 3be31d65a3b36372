"""Are the highlighted words those that the model decides by? Takes them out and looks.

After DeYoung et al. 2020 (ERASER), with p the calibrated probability of the predicted label:

    comprehensiveness = p(text) - p(text without the highest words)    more is better
    sufficiency       = p(text) - p(the highest words alone)           less is better

each the mean over taking 10, 20, 30 and 50 % of the words. They compare ways to rank words on one
model, and are no scale of their own: a text without some words is unlike what the model has learnt.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from tidewatch_training.attribution import ATTENTION, from_gradients, from_outputs, from_pooling
from tidewatch_training.bootstrap import percentile_interval
from tidewatch_training.data import Example
from tidewatch_training.erasure import SHARES, Erasure
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import TASKS
from tidewatch_training.model import NewsModel
from tidewatch_training.predict import Predict
from tidewatch_training.words import mask_id_of, worded

RANDOM = "random"
OCCLUSION = "occlusion"
_DRAWS = 5
_RESAMPLES = 1000
_SEED = 0


@dataclass(frozen=True)
class Subject:
    """The model whose highlights are checked."""

    tokenizer: Tokenizer
    max_tokens: int
    predict: Predict
    temperatures: Mapping[str, float]
    """Per task name."""
    network: NewsModel | None = None
    """The same model in PyTorch; without it, contributions and gradients are left out."""


@dataclass(frozen=True)
class Mean:
    """A mean over texts with its 95 % bootstrap interval (percentiles; Efron 1979)."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.mean:6.3f} [{self.low:6.3f}, {self.high:6.3f}]"


@dataclass(frozen=True)
class Faithfulness:
    """How far probabilities of one task fall by one ranking of the words."""

    task: str
    ranking: str
    texts: int
    comprehensiveness: Mean
    sufficiency: Mean
    comprehensiveness_gain: Mean
    """Comprehensiveness less that of attention, text by text."""
    sufficiency_gain: Mean
    """Sufficiency of attention less this one, text by text."""
    by_share: dict[float, list[float]]
    """Comprehensiveness and sufficiency at each share of the words."""
    spread: tuple[float, float] | None
    """Of random words: the standard deviation of both means over the draws."""


def measure(
    subject: Subject, texts: Sequence[str], removal: str, batch_size: int
) -> list[Faithfulness]:
    """Returns the figures per task and ranking, attention first.

    Args:
        subject: the model.
        texts: cleaned texts; those with fewer than two words are left out.
        removal: `words.DELETE` or `words.MASK`.
        batch_size: texts per batch.

    Raises:
        TidewatchError: no text has two words, or the tokenizer has no [MASK] to mask with.
    """
    mask_id = mask_id_of(subject.tokenizer, removal)
    several = [
        text for text in worded(subject.tokenizer, texts, subject.max_tokens) if len(text.words) > 1
    ]
    if not several:
        raise TidewatchError("no text has two words to rank: give --faithfulness more texts")
    erasure = Erasure(subject.predict, subject.temperatures, several, mask_id, batch_size)
    rankings = from_outputs(subject.predict, several, batch_size)
    if subject.network is not None:
        for attribute in (from_pooling, from_gradients):
            rankings |= attribute(
                subject.network, several, erasure.predicted, subject.temperatures, batch_size
            )
    rankings[OCCLUSION] = erasure.occlusion()
    chance = np.random.default_rng(_SEED)
    draws = [f"{RANDOM} {draw}" for draw in range(_DRAWS)]
    for draw in draws:
        scores = [chance.random(len(text.words)) for text in several]
        rankings[draw] = {task.name: scores for task in TASKS}
    return _summaries(erasure.falls(rankings), draws)


def sample(examples: Sequence[Example], count: int) -> list[str]:
    """Returns `count` texts, or all there are, of clusters all different: none is a near-copy."""
    order = np.random.default_rng(_SEED).permutation(len(examples))
    by_cluster = {
        (examples[index].source, examples[index].cluster): examples[index].text for index in order
    }
    return list(by_cluster.values())[:count]


def faithfulness_table(rows: Sequence[Faithfulness]) -> str:
    """Returns the figures as a text table, in probability; gains are over attention."""
    columns = ("comprehensiveness", "gain", "sufficiency", "gain")
    header = f"{'task':10} {'words by':20} {'texts':>5}"
    lines = [header + "".join(f" {column:>23}" for column in columns)]
    for row in rows:
        figures = (
            row.comprehensiveness,
            row.comprehensiveness_gain,
            row.sufficiency,
            row.sufficiency_gain,
        )
        line = f"{row.task:10} {row.ranking:20} {row.texts:5d}"
        lines.append(line + "".join(f"  {figure}" for figure in figures))
        if row.spread is not None:
            lines.append(
                f"{'':11}over the draws: standard deviation {row.spread[0]:.3f} of the "
                f"comprehensiveness, {row.spread[1]:.3f} of the sufficiency"
            )
    return "\n".join(lines)


def _summaries(
    falls: Mapping[str, Mapping[str, np.ndarray]], draws: Sequence[str]
) -> list[Faithfulness]:
    summaries = []
    for task in TASKS:
        drawn = np.stack([falls[draw][task.name] for draw in draws])
        by_ranking = {name: falls[name][task.name] for name in falls if name not in draws}
        by_ranking[RANDOM] = drawn.mean(axis=0)
        means = {name: values.mean(axis=1) for name, values in by_ranking.items()}
        for name, values in by_ranking.items():
            spread = drawn.mean(axis=(1, 2)).std(axis=0, ddof=1) if name == RANDOM else None
            summaries.append(
                Faithfulness(
                    task=task.name,
                    ranking=name,
                    texts=len(values),
                    comprehensiveness=_mean(means[name][:, 0]),
                    sufficiency=_mean(means[name][:, 1]),
                    comprehensiveness_gain=_mean((means[name] - means[ATTENTION])[:, 0]),
                    sufficiency_gain=_mean((means[ATTENTION] - means[name])[:, 1]),
                    by_share=dict(zip(SHARES, values.mean(axis=0).tolist(), strict=True)),
                    spread=None if spread is None else tuple(spread.tolist()),
                )
            )
    return summaries


def _mean(values: np.ndarray) -> Mean:
    chosen = np.random.default_rng(_SEED).integers(len(values), size=(_RESAMPLES, len(values)))
    bounds = percentile_interval(values[chosen].mean(axis=1))
    return Mean(float(values.mean()), bounds.low, bounds.high)

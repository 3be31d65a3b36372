"""Behaviour tests in the manner of CheckList (Ribeiro et al. 2020), from `behaviour_cases.json`.

Three kinds of cases, all written for this project about invented companies:

- functionality: a plain text must get its label;
- direction: of a pair of texts, the better news must have the better sentiment;
- invariance: a change that means nothing (another company name, a link, casing, punctuation) must
  not change the label.

Nothing may be trained on these texts.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tidewatch_training.labels import SENTIMENT, TASKS, Task
from tidewatch_training.text import clean

_CASES = Path(__file__).with_name("behaviour_cases.json")
# A smaller change of net sentiment is noise, as in CheckList's own sentiment tests.
_LEAST_SHIFT = 0.1
_COMPANIES = (
    "Alderpoint", "Brackenwell Group", "Corvane Inc", "Marchetti & Figli", "Okonjo Holdings",
    "Tanabe-Ruiz", "NQ Systems", "Zellweger", "Bluefinch", "Old Mill Trust",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """What is expected of one text, or of several texts together."""

    kind: str
    """functionality, direction or invariance."""
    capability: str
    task: Task
    texts: tuple[str, ...]
    """The text; or the worse and the better one; or the texts that mean the same. Cleaned."""
    label: str | None = None
    """The text's label, where the kind is functionality."""


@dataclass(frozen=True)
class Failure:
    """A case that failed and what the model said, per text."""

    texts: tuple[str, ...]
    found: tuple[str, ...]


@dataclass(frozen=True)
class Capability:
    """The outcome of all cases of one capability and task."""

    kind: str
    capability: str
    task: str
    cases: int
    failure_rate: float
    failures: tuple[Failure, ...]


def cases() -> list[Case]:
    """Returns all cases with their templates filled; an invariance gives a case per task."""
    content = json.loads(_CASES.read_text(encoding="utf-8"))
    return [
        *_functionality(content["functionality"]),
        *(
            Case("direction", name, SENTIMENT, (clean(pair["worse"]), clean(pair["better"])))
            for name, pairs in content["direction"].items()
            for pair in pairs
        ),
        *(
            Case("invariance", name, task, _variants(name, text))
            for name, texts in content["invariance"].items()
            for task in TASKS
            for text in texts
        ),
    ]


def _functionality(labels: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterator[Case]:
    for task in TASKS:
        for label, texts in labels[task.name].items():
            for text in texts:
                yield Case("functionality", label, task, (clean(text),), label)


def _variants(capability: str, text: str) -> tuple[str, ...]:
    """Returns texts that mean the same; raises KeyError for an unknown capability."""
    changed = {
        "company name": [text.replace("{company}", name) for name in _COMPANIES],
        "link": [
            text,
            f"{text} https://news.example/a7?id=3",
            f"https://t.example/Qx4 {text}",
            f"{text} news.example/a7",  # not cleaned away, as it names no scheme
        ],
        "casing": [text, text.upper(), text.lower(), text.title()],
        "punctuation": [text, f"{text}.", f"{text}!", f"{text}...", f'"{text}"'],
    }
    return tuple(clean(variant) for variant in changed[capability])


def judge(
    all_cases: Sequence[Case], probabilities: Mapping[str, Mapping[str, np.ndarray]]
) -> list[Capability]:
    """Returns the outcome per capability and task, in the order of the cases.

    Args:
        all_cases: what is expected.
        probabilities: calibrated, per task name and text, [classes].
    """
    groups: dict[tuple[str, str, str], list[Case]] = {}
    for case in all_cases:
        groups.setdefault((case.kind, case.capability, case.task.name), []).append(case)
    outcomes = []
    for (kind, capability, task), group in groups.items():
        failures = [
            failure
            for case in group
            if (failure := _failure(case, [probabilities[task][text] for text in case.texts]))
        ]
        rate = len(failures) / len(group)
        outcomes.append(Capability(kind, capability, task, len(group), rate, tuple(failures)))
    return outcomes


def _failure(case: Case, rows: Sequence[np.ndarray]) -> Failure | None:
    """Returns how a case failed, or None; `rows` has the probabilities [classes] of each text."""
    found = tuple(case.task.labels[int(row.argmax())] for row in rows)
    if case.kind == "functionality":
        passed = found == (case.label,)
    elif case.kind == "invariance":
        passed = len(set(found)) == 1
    else:
        worse, better = (_net_sentiment(row) for row in rows)
        passed = better - worse >= _LEAST_SHIFT
        found = (f"{worse:+.3f}", f"{better:+.3f}")
    return None if passed else Failure(case.texts, found)


def _net_sentiment(row: np.ndarray) -> float:
    return float(row[SENTIMENT.labels.index("positive")] - row[SENTIMENT.labels.index("negative")])


def table(outcomes: Sequence[Capability], failures: bool = False) -> str:
    """Returns failure rates as a text table, with every failed case if `failures`."""
    lines = [
        f"{'behaviour':14} {'capability':31} {'task':10} {'cases':>5} {'failed':>6} {'rate':>6}"
    ]
    for row in outcomes:
        lines.append(_line(row.kind, row.capability, row.task, [row]))
        for failure in row.failures if failures else ():
            pairs = zip(failure.texts, failure.found, strict=True)
            lines.append("    " + " | ".join(f"{text} -> {found}" for text, found in pairs))
    for kind, task in dict.fromkeys((row.kind, row.task) for row in outcomes):
        group = [row for row in outcomes if (row.kind, row.task) == (kind, task)]
        lines.append(_line(kind, "all", task, group))
    return "\n".join(lines)


def _line(kind: str, capability: str, task: str, rows: Sequence[Capability]) -> str:
    count = sum(row.cases for row in rows)
    failed = sum(len(row.failures) for row in rows)
    return f"{kind:14} {capability:31} {task:10} {count:5d} {failed:6d} {failed / count:6.1%}"

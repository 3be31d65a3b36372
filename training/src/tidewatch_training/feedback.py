"""Reads what people said of messages, and settles on one label per text and task.

The file is that of `./tidewatch feedback`: JSON lines, each with a value of the topic
`analyst.feedback` and the text of its message.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import MISSING, TASKS
from tidewatch_training.text import clean


@dataclass(frozen=True)
class Feedback:
    """What one person said of one message at one time."""

    id: str
    at: datetime
    analyst: str
    message: str
    """Its id."""
    corrections: Mapping[str, str]
    """The right label by task; none takes back what the person said of the message before."""
    text: str | None
    """The cleaned text; None where it could not be had any more."""


@dataclass(frozen=True)
class Settled:
    """What people agree on."""

    labels: Mapping[str, tuple[int, ...]]
    """By text, oldest first: class index per task, `MISSING` where nothing is settled."""
    counts: Mapping[str, int]
    """How many feedback events there were, and what became of those that teach nothing."""


def read_feedback(path: Path) -> list[Feedback]:
    """Returns what was said of messages, in the order of the file; verdicts on alerts are passed.

    Raises:
        TidewatchError: the file cannot be read, or a line is not of the form above.
    """
    said = []
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise TidewatchError(
            f"cannot read {path} ({error}): ./tidewatch feedback --out FILE writes such a file"
        ) from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                item = json.loads(line)
                if item["feedback"]["target"] == "message":
                    said.append(_feedback(item["feedback"], item["text"]))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise TidewatchError(
                    f"{path}, line {number}: must be an object with a feedback event and a text "
                    f"({error!r}), as ./tidewatch feedback writes it"
                ) from error
    return said


def _feedback(event: Mapping[str, Any], text: str | None) -> Feedback:
    return Feedback(
        id=event["id"],
        at=datetime.fromisoformat(event["at"]),
        analyst=event["analyst"],
        message=event["targetId"],
        corrections=dict(event["corrections"].items()),
        text=None if text is None else clean(text),
    )


def settle(said: Sequence[Feedback]) -> Settled:
    """Settles what is right, whatever the order in which events come.

    An event counts once. Of each person the latest word on a message counts, as a whole, and of
    messages with the same text the latest word on the text. Of several people the majority counts;
    a tie settles nothing.
    """
    counts: Counter[str] = Counter(events=len(said))
    once = {item.id: item for item in said}
    counts["repeated"] = len(said) - len(once)
    latest: dict[tuple[str, str], Feedback] = {}
    for item in sorted(once.values(), key=lambda item: (item.at, item.id)):
        counts["superseded"] += latest.pop((item.message, item.analyst), None) is not None
        latest[item.message, item.analyst] = item
    votes: dict[str, list[dict[str, int]]] = defaultdict(lambda: [{} for _ in TASKS])
    for item in latest.values():
        if not item.corrections:
            counts["takenBack"] += 1
        elif not item.text:
            counts["withoutText"] += 1
        else:
            for index, label in _known(item.corrections, counts):
                votes[item.text][index][item.analyst] = label
    labels = {}
    for text, tasks in votes.items():
        settled = tuple(_majority(list(of_task.values()), counts) for of_task in tasks)
        if any(label != MISSING for label in settled):
            labels[text] = settled
    return Settled(labels, dict(counts))


def _known(corrections: Mapping[str, str], counts: Counter[str]) -> list[tuple[int, int]]:
    """Returns (task index, class index) of the labels that the model can learn."""
    found = [
        (index, task.labels.index(corrections[task.name]))
        for index, task in enumerate(TASKS)
        if corrections.get(task.name) in task.labels
    ]
    counts["unknownLabels"] += len(corrections) - len(found)
    return found


def _majority(labels: Sequence[int], counts: Counter[str]) -> int:
    if not labels:
        return MISSING
    (label, most), *others = Counter(labels).most_common(2)
    if others and others[0][1] == most:
        counts["ties"] += 1
        return MISSING
    return label

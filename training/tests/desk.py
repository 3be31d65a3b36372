"""A desk for tests: messages of a kind that the smoke model does not know, and what people say."""

import itertools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tidewatch_training.labels import SENTIMENT, THEME, TOPIC

_COMPANIES = (
    "Alderpoint", "Brackenwell", "Corvane", "Dunmere", "Eastholm", "Farrowgate", "Glenhaven",
    "Harrowby", "Inverlock", "Jessmond", "Kestrelbay", "Larkmoor", "Merrowdale", "Northquay",
)  # fmt: skip
# Words of the smoke corpus, put together in a way that means something else than there.
_EVENTS = (
    ("raises quarterly loss", "Financials", "negative", "earnings and outlook shock"),
    ("misses dividend payment", "Dividend", "negative", "credit and default"),
    ("opens fraud probe", "Legal | Regulation", "negative", "fraud and misconduct"),
)

Labels = Mapping[str, str]


def messages() -> list[tuple[str, Labels]]:
    """Returns 84 texts and what a person would say of them, each a story of its own."""
    return [
        (
            f"{company} {phrase} {day}",
            dict(zip((TOPIC.name, SENTIMENT.name, THEME.name), labels, strict=True)),
        )
        for (phrase, *labels), company, day in itertools.product(
            _EVENTS, _COMPANIES, ("Monday", "Tuesday")
        )
    ]


def event(
    number: int, text: str | None, corrections: Labels, analyst: str = "m.okoye", **changes: Any
) -> dict[str, Any]:
    """Returns a line of the file that ./tidewatch feedback writes; later numbers come later."""
    feedback = {
        "schemaVersion": 1,
        "id": f"feedback-{number}",
        "at": f"2026-03-02T{number // 60:02d}:{number % 60:02d}:00.5Z",
        "analyst": analyst,
        "target": "message",
        "targetId": text,
        "verdict": None,
        "corrections": dict(corrections),
        "note": None,
        "model": {"version": "1.0.0", "epoch": 0},
    }
    return {"feedback": feedback | changes, "text": text}


def write(path: Path, lines: Sequence[Mapping[str, Any]]) -> Path:
    """Writes the file."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path

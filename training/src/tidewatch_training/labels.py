"""The tasks and their labels, in the order of the model's outputs."""

from dataclasses import dataclass

import numpy as np

MISSING = -100
"""Class index of a label that a text does not have; PyTorch's cross-entropy leaves it out."""


@dataclass(frozen=True)
class Task:
    """One classification task: its name and its labels in the order of the logits."""

    name: str
    labels: tuple[str, ...]


TOPIC = Task(
    "topic",
    (
        "Analyst Update",
        "Fed | Central Banks",
        "Company | Product News",
        "Treasuries | Corporate Debt",
        "Dividend",
        "Earnings",
        "Energy | Oil",
        "Financials",
        "Currencies",
        "General News | Opinion",
        "Gold | Metals | Materials",
        "IPO",
        "Legal | Regulation",
        "M&A | Investments",
        "Macro",
        "Markets",
        "Politics",
        "Personnel Change",
        "Stock Commentary",
        "Stock Movement",
    ),
)
SENTIMENT = Task("sentiment", ("negative", "positive", "neutral"))
THEME = Task(
    "theme",
    (
        "none",
        "credit and default",
        "liquidity and funding",
        "market stress",
        "macro downturn",
        "sovereign and currency stress",
        "fraud and misconduct",
        "litigation and enforcement",
        "earnings and outlook shock",
        "workforce and restructuring",
        "operations, safety and cyber",
        "supply and commodity shock",
        "geopolitics and conflict",
        "natural hazard and health",
        "governance and management",
    ),
)
TASKS = (TOPIC, SENTIMENT, THEME)
KINDS = ("tweet", "newswire", "headline")
"""Kinds of text whose labellers drew the lines between labels differently (see `LOG.md`)."""


def softmax(logits: np.ndarray, temperature: float = 1.0) -> np.ndarray:
    """Returns the softmax of logits / temperature over the last axis, in float64."""
    scaled = np.asarray(logits, dtype=np.float64) / temperature
    scaled -= scaled.max(axis=-1, keepdims=True)
    exponentials = np.exp(scaled)
    return exponentials / exponentials.sum(axis=-1, keepdims=True)

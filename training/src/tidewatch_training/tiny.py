"""Writes the tiny test model: a bundle of the full contract whose weights are set by hand.

It has the real model's heads but its "encoder" is a lookup: the state of a keyword votes for its
labels. So tests elsewhere can say "a text with the word 'default' is negative" and need no 20 MB
file.

    python -m tidewatch_training.tiny tests/fixtures/tiny-bundle
"""

import shutil
import string
import sys
from pathlib import Path

import numpy as np
from onnx import checker

from tidewatch_training.builder import GraphBuilder
from tidewatch_training.bundle import BundleContent, write_bundle
from tidewatch_training.calibrate import UNCALIBRATED
from tidewatch_training.heads import add_heads
from tidewatch_training.labels import TASKS
from tidewatch_training.vocabulary import SPECIAL, word_tokenizer_json

MAX_TOKENS = 128

# word: (topic, sentiment, theme); None leaves the default (general news, neutral, none)
KEYWORDS: dict[str, tuple[str | None, str | None, str | None]] = {
    "upgrade": ("Analyst Update", "positive", None),
    "downgrade": ("Analyst Update", "negative", None),
    "fed": ("Fed | Central Banks", None, None),
    "ecb": ("Fed | Central Banks", None, None),
    "factory": ("Company | Product News", None, None),
    "layoffs": ("Company | Product News", "negative", "workforce and restructuring"),
    "bond": ("Treasuries | Corporate Debt", None, None),
    "default": ("Treasuries | Corporate Debt", "negative", "credit and default"),
    "dividend": ("Dividend", "positive", None),
    "earnings": ("Earnings", None, None),
    "oil": ("Energy | Oil", None, None),
    "shortage": ("Energy | Oil", "negative", "supply and commodity shock"),
    "profit": ("Financials", "positive", None),
    "loss": ("Financials", "negative", "earnings and outlook shock"),
    "dollar": ("Currencies", None, None),
    "devaluation": ("Currencies", "negative", "sovereign and currency stress"),
    "earthquake": ("General News | Opinion", "negative", "natural hazard and health"),
    "gold": ("Gold | Metals | Materials", None, None),
    "ipo": ("IPO", None, None),
    "probe": ("Legal | Regulation", "negative", "litigation and enforcement"),
    "fraud": ("Legal | Regulation", "negative", "fraud and misconduct"),
    "merger": ("M&A | Investments", None, None),
    "inflation": ("Macro", None, None),
    "recession": ("Macro", "negative", "macro downturn"),
    "markets": ("Markets", None, None),
    "crash": ("Markets", "negative", "market stress"),
    "bailout": ("Markets", "negative", "liquidity and funding"),
    "election": ("Politics", None, None),
    "war": ("Politics", "negative", "geopolitics and conflict"),
    "appoints": ("Personnel Change", None, None),
    "ousted": ("Personnel Change", "negative", "governance and management"),
    "bullish": ("Stock Commentary", "positive", None),
    "outage": ("Company | Product News", "negative", "operations, safety and cyber"),
    "gain": ("Stock Movement", "positive", None),
    "plunge": ("Stock Movement", "negative", "market stress"),
}
_DEFAULTS = ("General News | Opinion", "neutral", "none")
_VOTE = 10.0  # logit of a keyword's label before pooling
_DEFAULT_BIAS = 4.0  # logit of the default label: a keyword has to draw 40 % of the attention
_KEYWORD_SCORE = 6.0  # attention score of a keyword; other tokens have 0
_CERTAIN_ABOVE = 0.9  # above the probability of a default topic or theme, below a keyword's

_WORDS = "a after and as at for from in is it of on says stock shares company the to with up down"


def pieces() -> list[str]:
    """Returns the word pieces: keywords, common words, and characters to spell any other word."""
    characters = string.ascii_lowercase + string.digits
    return [
        *KEYWORDS,
        *(word for word in _WORDS.split() if len(word) > 1),
        *characters,
        *(f"##{character}" for character in characters),
        *".,:;!?$%&'\"()-#@/",
    ]


def model() -> bytes:
    """Returns the ONNX file; the same bytes on every call."""
    vocabulary = [*SPECIAL, *pieces()]
    width = sum(len(task.labels) for task in TASKS) + len(TASKS)
    states = np.zeros((len(vocabulary), width), dtype=np.float32)
    weights = {}
    first = len(TASKS)
    for index, task in enumerate(TASKS):
        classes = len(task.labels)
        query = np.zeros((1, width), dtype=np.float32)
        query[0, index] = 1
        votes_of = np.zeros((classes, width), dtype=np.float32)
        votes_of[:, first : first + classes] = np.eye(classes)
        bias = np.zeros(classes, dtype=np.float32)
        bias[task.labels.index(_DEFAULTS[index])] = _DEFAULT_BIAS
        for word, votes in KEYWORDS.items():
            if votes[index] is not None:
                row = states[vocabulary.index(word)]
                row[index] = _KEYWORD_SCORE
                row[first + task.labels.index(votes[index])] = _VOTE
        first += classes
        weights |= {
            f"heads.{task.name}.score.weight": query,
            f"heads.{task.name}.score.bias": np.zeros(1, dtype=np.float32),
            f"heads.{task.name}.classify.weight": votes_of,
            f"heads.{task.name}.classify.bias": bias,
        }
    builder = GraphBuilder()
    looked_up = builder.node("Gather", [builder.constant("states", states), "input_ids"], "H")
    add_heads(builder, weights, looked_up, UNCALIBRATED)
    onnx_model = builder.model("tidewatch-tiny")
    checker.check_model(onnx_model, full_check=True)
    return onnx_model.SerializeToString(deterministic=True)


def content() -> BundleContent:
    """Returns the tiny bundle's content."""
    return BundleContent(
        name="tidewatch-tiny",
        version="0.0.1",
        created_at="2026-11-23T00:00:00Z",
        max_tokens=MAX_TOKENS,
        model=model(),
        tokenizer_json=word_tokenizer_json(pieces()),
        temperatures=UNCALIBRATED,
        target_accuracy=0.95,
        certain_above={task.name: _CERTAIN_ABOVE for task in TASKS},
        training={"base": "none: weights set by hand in tiny.py"},
        metrics={},
        card="# tidewatch-tiny\n\nA test model: weights set by hand, a few keywords known.\n",
    )


def main(target: str) -> None:
    """Writes the bundle as the folder `target`, in place of what was there."""
    shutil.rmtree(target, ignore_errors=True)
    write_bundle(Path(target), content())


if __name__ == "__main__":
    main(sys.argv[1])

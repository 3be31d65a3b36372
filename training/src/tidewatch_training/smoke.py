"""A tiny labelled corpus and encoder of our own: enough to run every step of the code in seconds.

The corpus is generated from a table of phrases; companies and events are invented.
"""

import itertools

from transformers import BertConfig

from tidewatch_training.base import Base
from tidewatch_training.clusters import cluster_ids
from tidewatch_training.data import Example
from tidewatch_training.labels import TASKS
from tidewatch_training.vocabulary import word_tokenizer_json

_COMPANIES = (
    "Alderpoint", "Brackenwell", "Corvane", "Dunmere", "Eastholm", "Farrowgate", "Glenhaven",
    "Harrowby", "Inverlock", "Jessmond", "Kestrelbay", "Larkmoor", "Merrowdale", "Northquay",
)  # fmt: skip
_DAYS = ("on Monday", "on Tuesday", "this week", "after the close", "in early trade")
_EVENTS = (
    ("is cut to sell by brokers", "Analyst Update", "negative", "none"),
    ("waits for the central bank decision", "Fed | Central Banks", "neutral", "none"),
    ("opens a new factory", "Company | Product News", "positive", "none"),
    ("misses a bond payment", "Treasuries | Corporate Debt", "negative", "credit and default"),
    ("raises its dividend", "Dividend", "positive", "none"),
    ("sets the date of its results", "Earnings", "neutral", "none"),
    ("pumps more oil", "Energy | Oil", "positive", "none"),
    ("posts a quarterly loss", "Financials", "negative", "earnings and outlook shock"),
    ("hedges against the dollar", "Currencies", "neutral", "none"),
    ("town hit by a storm", "General News | Opinion", "negative", "natural hazard and health"),
    ("finds gold", "Gold | Metals | Materials", "positive", "none"),
    ("plans a stock market listing", "IPO", "neutral", "none"),
    ("faces a fraud probe", "Legal | Regulation", "negative", "fraud and misconduct"),
    ("agrees to a takeover", "M&A | Investments", "neutral", "none"),
    ("region slides into recession", "Macro", "negative", "macro downturn"),
    ("index tumbles in panic selling", "Markets", "negative", "market stress"),
    ("hit by new sanctions", "Politics", "negative", "geopolitics and conflict"),
    ("names a finance chief", "Personnel Change", "neutral", "none"),
    ("looks cheap to long term holders", "Stock Commentary", "positive", "none"),
    ("shares jump", "Stock Movement", "positive", "none"),
)


def corpus() -> list[Example]:
    """Returns 1,400 labelled headlines, in a fixed order."""
    texts = []
    labels = []
    for company, event, day in itertools.product(_COMPANIES, _EVENTS, _DAYS):
        phrase, *names = event
        texts.append(f"{company} {phrase} {day}")
        labels.append(
            tuple(task.labels.index(name) for task, name in zip(TASKS, names, strict=True))
        )
    return [
        Example(text, label, "smoke", cluster)
        for text, label, cluster in zip(texts, labels, cluster_ids(texts), strict=True)
    ]


def base() -> Base:
    """Returns a two-layer encoder with random weights and the words of the corpus."""
    words = sorted({word for example in corpus() for word in example.text.lower().split()})
    tokenizer_json = word_tokenizer_json(words)
    config = BertConfig(
        vocab_size=len(words) + 4,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    return Base("smoke", config, {}, tokenizer_json)

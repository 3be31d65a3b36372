"""Slices: the kinds of texts that a single figure hides. Rules are pure functions of the text."""

import re
from itertools import takewhile

_CASHTAG = re.compile(r"(?<![\w$])\$[A-Za-z]{1,6}(?![A-Za-z])")
_NEGATION = re.compile(
    r"\b(?:not|no(?!\.)|never|none|nobody|nothing|neither|nor|without|cannot|lacks?|lacked|"
    r"fail(?:s|ed)? to|den(?:y|ies|ied)|rul(?:es|ed|ing) out)\b|n['\u2019]t\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    # A capital May mostly is the month.
    r"\b(?:(?-i:may)|might|could|reportedly|allegedly|likely|unlikely|possibl[ey]|perhaps|maybe|"
    r"potential(?:ly)?|appears?|seems?|suggests?|consider(?:s|ing)|mull(?:s|ing)|weigh(?:s|ing)|"
    r"rumou?r(?:s|ed)?|speculation|in talks|expected to|said to|sources?)\b",
    re.IGNORECASE,
)

_WORD = re.compile(r"[a-z][a-z'-]*|[,;:.!?]")
_FALLING = frozenset((
    "cut", "cuts", "cutting", "trim", "trims", "trimmed", "slash", "slashes", "slashed", "lower",
    "lowers", "lowered", "reduce", "reduces", "reduced", "shrink", "shrinks", "shrank", "narrow",
    "narrows", "narrowed", "decline", "declines", "declined", "drop", "drops", "dropped", "fall",
    "falls", "fell", "ease", "eases", "eased", "slow", "slows", "slowed", "slump", "slumps",
    "slumped", "plunge", "plunges", "plunged", "tumble", "tumbles", "tumbled", "sink", "sinks",
    "sank", "halve", "halves", "halved",
))  # fmt: skip
_BAD = frozenset((
    "loss", "losses", "debt", "debts", "deficit", "deficits", "cost", "costs", "unemployment",
    "claims", "inflation", "risk", "risks", "defaults", "layoffs", "shortage", "shortages",
    "delays", "complaints", "outages", "arrears", "bankruptcies",
))  # fmt: skip
_GOOD = frozenset((
    "forecast", "forecasts", "outlook", "guidance", "profit", "profits", "earnings", "revenue",
    "revenues", "sales", "income", "dividend", "payout", "target", "targets", "output",
    "production", "growth", "rating", "ratings", "jobs", "orders", "exports", "margin", "margins",
    "share", "shares", "stock", "stocks", "demand", "confidence",
))  # fmt: skip
# What follows these is not the thing: "falls on debt fears", "tumble, extending losses".
_OTHER_CLAUSE = frozenset((
    "on", "as", "after", "amid", "over", "by", "with", "despite", "and", "while", "before", ",",
    ";", ":", ".", "!", "?",
))  # fmt: skip
_OBJECT_WITHIN = 4  # words after the verb: "cuts its full-year sales forecast"


def has_cashtag(text: str) -> bool:
    """Tells whether a ticker such as $CRVN stands in the text; an amount such as $40 does not."""
    return _CASHTAG.search(text) is not None


def has_number(text: str) -> bool:
    """Tells whether a digit stands in the text."""
    return re.search("[0-9]", text) is not None


def is_negated(text: str) -> bool:
    """Tells whether a word negates something: not, never, without, denies, rules out."""
    return _NEGATION.search(text) is not None


def is_hedged(text: str) -> bool:
    """Tells whether the text leaves open if it is so: may, could, reportedly, in talks."""
    return _HEDGE.search(text) is not None


def has_less_bad(text: str) -> bool:
    """Tells whether something bad falls, as in "cuts loss" or "deficit narrows"."""
    return not _BAD.isdisjoint(_what_falls(text))


def has_less_good(text: str) -> bool:
    """Tells whether something good falls, as in "cuts forecast" or "profit falls"."""
    return not _GOOD.isdisjoint(_what_falls(text))


def slices_of(text: str, tokens: int) -> list[str]:
    """Returns the names of the slices that a text belongs to.

    Cashtags, length and source go together (only tweets have cashtags), so slices are compared
    with care.

    Args:
        text: cleaned.
        tokens: of the text, as the model sees it.
    """
    names = [_length(tokens)]
    names.append("cashtag" if has_cashtag(text) else "no cashtag")
    names.append("number" if has_number(text) else "no number")
    names.append("negation" if is_negated(text) else "no negation")
    names.append("hedged" if is_hedged(text) else "not hedged")
    names += ["less bad"] if has_less_bad(text) else []
    names += ["less good"] if has_less_good(text) else []
    return names


SLICES = (
    "1-16 tokens", "17-32 tokens", "33-64 tokens", "65+ tokens", "cashtag", "no cashtag", "number",
    "no number", "negation", "no negation", "hedged", "not hedged", "less bad", "less good",
)  # fmt: skip
"""All names, in the order of the tables."""


def _length(tokens: int) -> str:
    for limit, name in zip((16, 32, 64), SLICES, strict=False):
        if tokens <= limit:
            return name
    return SLICES[3]


def _what_falls(text: str) -> set[str]:
    """Returns, for each verb of falling, the good or bad thing that it is about.

    That is the nearest one after the verb, or else the word before it ("deficit narrows").
    """
    words = _WORD.findall(text.lower())
    things = set()
    for place, word in enumerate(words):
        if word in _FALLING:
            after = words[place + 1 : place + 1 + _OBJECT_WITHIN]
            near = [
                *takewhile(lambda other: other not in _OTHER_CLAUSE, after),
                *words[:place][-1:],
            ]
            things.update([other for other in near if other in _BAD or other in _GOOD][:1])
    return things

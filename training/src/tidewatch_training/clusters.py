"""Groups near-copies of a text, so that a copy never sits on both sides of a split."""

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence

from tidewatch_training.text import clean

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_SHINGLE_WORDS = 4
_SAME_STORY_JACCARD = 0.5  # the threshold the published tweet clusters were made with


def normalised(text: str) -> str:
    """Returns the text without links, punctuation and case, for comparing texts."""
    return _NOT_WORD.sub(" ", clean(text).lower()).strip()


def _shingles(text: str) -> frozenset[str]:
    words = normalised(text).split()
    if len(words) <= _SHINGLE_WORDS:
        return frozenset((" ".join(words),))
    starts = range(len(words) - _SHINGLE_WORDS + 1)
    return frozenset(" ".join(words[i : i + _SHINGLE_WORDS]) for i in starts)


def cluster_ids(texts: Sequence[str]) -> list[str]:
    """Returns a cluster id per text; texts that share 4-word shingles (Jaccard >= 0.5) share it.

    The relation is closed transitively. The id is a hash of the cluster's first text, so it does
    not depend on which other texts stand in the list.
    """
    parents = list(range(len(texts)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    shingles = [_shingles(text) for text in texts]
    holders: dict[str, list[int]] = defaultdict(list)
    for index, own in enumerate(shingles):
        shared: dict[int, int] = defaultdict(int)
        for shingle in own:
            for other in holders[shingle]:
                shared[other] += 1
            holders[shingle].append(index)
        for other, count in shared.items():
            if count >= _SAME_STORY_JACCARD * (len(own) + len(shingles[other]) - count):
                first, second = sorted((root(index), root(other)))
                parents[second] = first
    return [_hash(normalised(texts[root(index)])) for index in range(len(texts))]


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def in_dev(source: str, cluster: str, fraction: float) -> bool:
    """Tells whether a cluster belongs to the dev split: a pure function of its name."""
    digest = hashlib.sha256(f"{source}/{cluster}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < fraction * 2**64

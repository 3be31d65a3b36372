"""The words that a highlight can show, and texts from which some are taken out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tokenizers import Tokenizer

from tidewatch_training.errors import TidewatchError
from tidewatch_training.tokens import encode

DELETE = "delete"
MASK = "mask"
_MASK_TOKEN = "[MASK]"


@dataclass(frozen=True)
class WordedText:
    """A text as token ids, and where its words are among them."""

    token_ids: tuple[int, ...]
    """[CLS] and [SEP] included."""
    words: tuple[tuple[int, ...], ...]
    """Per word, the positions of its pieces in `token_ids`."""

    def without(self, words: Iterable[int], mask_id: int | None) -> tuple[int, ...]:
        """Returns the token ids after taking out the words of these numbers.

        Args:
            words: numbers of words, from 0.
            mask_id: stands in for each piece; None deletes the pieces.
        """
        return self._take_out({place for word in words for place in self.words[word]}, mask_id)

    def only(self, words: Iterable[int], mask_id: int | None) -> tuple[int, ...]:
        """Returns [CLS], the pieces of these words and [SEP]; all else is taken out likewise."""
        kept = {place for word in words for place in self.words[word]}
        return self._take_out(set(range(1, len(self.token_ids) - 1)) - kept, mask_id)

    def _take_out(self, places: set[int], mask_id: int | None) -> tuple[int, ...]:
        if mask_id is None:
            return tuple(t for place, t in enumerate(self.token_ids) if place not in places)
        return tuple(
            mask_id if place in places else token for place, token in enumerate(self.token_ids)
        )


def worded(tokenizer: Tokenizer, texts: Sequence[str], max_tokens: int) -> list[WordedText]:
    """Returns the texts with their words.

    A word is what the streaming job highlights: the pieces that the tokenizer counts to one word,
    and only if it holds a letter or a digit.
    """
    found = []
    rows = encode(tokenizer, texts, max_tokens)
    for text, row, encoding in zip(texts, rows, tokenizer.encode_batch(list(texts)), strict=True):
        words: dict[int, list[int]] = {}
        for place in range(1, len(row) - 1):  # between [CLS] and [SEP]
            start, end = encoding.offsets[place]
            pieces = words.setdefault(encoding.word_ids[place], [])
            if pieces or any(character.isalnum() for character in text[start:end]):
                pieces.append(place)
        found.append(WordedText(tuple(row), tuple(tuple(w) for w in words.values() if w)))
    return found


def mask_id_of(tokenizer: Tokenizer, removal: str) -> int | None:
    """Returns the id that stands in for a piece taken out, None where pieces are deleted.

    Args:
        tokenizer: the model's.
        removal: `DELETE` or `MASK`.

    Raises:
        TidewatchError: the tokenizer has no [MASK].
    """
    if removal == DELETE:
        return None
    mask_id = tokenizer.token_to_id(_MASK_TOKEN)
    if mask_id is None:
        raise TidewatchError(f"the tokenizer has no {_MASK_TOKEN}: take words out by {DELETE}")
    return mask_id

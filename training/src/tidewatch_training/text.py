r"""Text cleaning, the same in training and in the streaming job.

The Java job reproduces this module byte for byte (`tests/cleaning_cases.json` is read by both
sides), so every character class is spelled out: no `\s`, `\w` or case folding, whose meaning
differs between regex engines and Unicode versions. The steps run in this order:

1. unescape HTML entities, once: `&amp; &lt; &gt; &quot; &apos; &nbsp;`, decimal `&#1;` with up to
   seven digits, hexadecimal `&#x1;` with up to six; a result is not unescaped again;
2. replace links (`http://` or `https://` and what follows up to white space) with one space;
3. delete what is invisible or broken, turn control characters into spaces;
4. collapse white space to single ASCII spaces and trim.
"""

import re

CLEANING_VERSION = 1
"""Stands in the manifest as `cleaning`; a consumer that knows another version must refuse."""

_WHITE_SPACE = "\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": "\u00a0"}
_REPLACEMENT = "\ufffd"

_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos|nbsp)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
# The letters are listed because IGNORECASE would also let U+017F (long s) match an "s".
_LINK = re.compile(f"[hH][tT][tT][pP][sS]?://[^{_WHITE_SPACE}]+")
_DELETED = re.compile("[\ufffd\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff]")
_CONTROL = re.compile("[\u0000-\u001f\u007f-\u009f]")
_SPACES = re.compile(f"[{_WHITE_SPACE}]+")


def _unescape(match: re.Match[str]) -> str:
    name, decimal, hexadecimal = match.groups()
    if name is not None:
        return _NAMED[name]
    code_point = int(decimal) if decimal is not None else int(hexadecimal, 16)
    if code_point > 0x10FFFF or 0xD800 <= code_point <= 0xDFFF:
        return _REPLACEMENT
    return chr(code_point)


def clean(text: str) -> str:
    """Returns `text` as the tokenizer sees it; may be empty."""
    text = _ENTITY.sub(_unescape, text)
    text = _LINK.sub(" ", text)
    text = _DELETED.sub("", text)
    text = _CONTROL.sub(" ", text)
    return _SPACES.sub(" ", text).strip(" ")


def model_text(title: str | None, text: str) -> str:
    """Returns the model's input: title and text, or the text alone where it repeats the title."""
    body = clean(text)
    head = clean(title) if title is not None else ""
    if not head or body.startswith(head):
        return body
    return f"{head}. {body}"

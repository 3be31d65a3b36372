"""What people said: read, settled, and made part of the training data."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from desk import event, messages, write
from tidewatch_training.corrections import (
    FEEDBACK,
    Corrections,
    corrections_of,
    frozen_texts,
    merged,
)
from tidewatch_training.data import Example
from tidewatch_training.errors import TidewatchError
from tidewatch_training.feedback import Settled, read_feedback, settle
from tidewatch_training.labels import MISSING, SENTIMENT, TOPIC

_NEGATIVE, _POSITIVE, _NEUTRAL = range(3)
_TEXT = "Corvane stops paying"


def _settled(tmp_path: Path, *lines: dict[str, Any]) -> Settled:
    return settle(read_feedback(write(tmp_path / "feedback.jsonl", lines)))


def _sentiment(label: str) -> dict[str, str]:
    return {SENTIMENT.name: label}


def test_the_samples_of_the_contract_can_be_read(repository: Path, tmp_path: Path) -> None:
    folder = repository / "events/src/test/resources/samples/analyst-feedback/v1"
    events = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.iterdir())]
    lines = [{"feedback": event, "text": "Bonds &amp; more"} for event in events]
    said = read_feedback(write(tmp_path / "feedback.jsonl", lines))
    assert len(said) < len(events)  # verdicts on alerts are no labels of texts
    assert said[0].text == "Bonds & more"
    assert said[0].corrections["theme"] == "sovereign and currency stress"


def test_of_one_person_the_latest_word_counts_as_a_whole(tmp_path: Path) -> None:
    first = event(1, _TEXT, {"topic": "Macro", "sentiment": "neutral"})
    later = event(2, _TEXT, _sentiment("negative"))
    for order in ([first, later], [later, first]):
        settled = _settled(tmp_path, *order)
        assert settled.labels == {_TEXT: (MISSING, _NEGATIVE, MISSING)}
        assert settled.counts["superseded"] == 1


def test_what_is_taken_back_teaches_nothing(tmp_path: Path) -> None:
    settled = _settled(tmp_path, event(1, _TEXT, _sentiment("negative")), event(2, _TEXT, {}))
    assert settled.labels == {}
    assert settled.counts["takenBack"] == 1


def test_an_event_that_came_twice_counts_once(tmp_path: Path) -> None:
    once = event(1, _TEXT, _sentiment("negative"))
    settled = _settled(tmp_path, once, once, event(2, _TEXT, _sentiment("neutral"), "j.lindqvist"))
    assert settled.labels == {}
    assert (settled.counts["repeated"], settled.counts["ties"]) == (1, 1)


def test_of_several_people_the_majority_counts_per_task(tmp_path: Path) -> None:
    lines = [
        event(1, _TEXT, {"topic": "Macro", "sentiment": "negative"}, "a"),
        event(2, _TEXT, {"topic": "Politics", "sentiment": "negative"}, "b"),
        event(3, _TEXT, {"sentiment": "positive"}, "c"),
    ]
    expected = {_TEXT: (MISSING, _NEGATIVE, MISSING)}
    for order in itertools.permutations(lines):
        settled = _settled(tmp_path, *order)
        assert settled.labels == expected
        assert settled.counts["ties"] == 1


def test_messages_with_one_text_are_one_text(tmp_path: Path) -> None:
    lines = [
        event(1, _TEXT, _sentiment("neutral"), targetId="m-1"),
        event(2, f"{_TEXT} https://wire.example/9", _sentiment("negative"), targetId="m-2"),
    ]
    assert _settled(tmp_path, *lines).labels == {_TEXT: (MISSING, _NEGATIVE, MISSING)}


def test_what_cannot_be_learnt_is_counted(tmp_path: Path) -> None:
    lines = [
        event(1, None, _sentiment("negative"), targetId="gone"),
        event(2, _TEXT, {"sentiment": "gloomy", "mood": "low", "topic": "Macro"}),
    ]
    settled = _settled(tmp_path, *lines)
    assert settled.labels == {_TEXT: (TOPIC.labels.index("Macro"), MISSING, MISSING)}
    assert (settled.counts["withoutText"], settled.counts["unknownLabels"]) == (1, 2)


@pytest.mark.parametrize("line", ["{", "[]", '{"text": "x"}', '{"feedback": {}, "text": "x"}'])
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "feedback.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(TidewatchError, match="line 2: must be an object with a feedback event"):
        read_feedback(path)


def test_a_missing_file_says_what_writes_it(tmp_path: Path) -> None:
    with pytest.raises(TidewatchError, match=r"\./tidewatch feedback --out FILE writes such"):
        read_feedback(tmp_path / "nowhere.jsonl")


def _agreed(*texts: str) -> Settled:
    return Settled(dict.fromkeys(texts, (MISSING, _NEGATIVE, MISSING)), {})


def test_no_near_copy_of_a_frozen_text_is_learnt_or_compared_on() -> None:
    frozen = "Harbour Bank stops paying its bond holders in June after a long dispute"
    copies = [frozen.upper() + "!", f"{frozen} https://wire.example/1", f"Update: {frozen}"]
    other = "Quite another text about the same bank in June"
    corrections = corrections_of(_agreed(*copies, other), [frozen], 0.0)
    assert [example.text for example in corrections.train] == [other]
    assert corrections.counts["frozenTexts"] == 3


def test_texts_without_latin_letters_are_compared_as_they_are() -> None:
    texts = ["銀行が破綻", "석유 부족", "دين"]
    corrections = corrections_of(_agreed(*texts), ["…", "石油", texts[1]], 0.0)
    assert [example.text for example in corrections.train] == [texts[0], texts[2]]
    assert len({example.cluster for example in corrections.train}) == 2


def test_behaviour_tests_are_frozen() -> None:
    texts = frozen_texts([[Example("a text of dev", (MISSING,) * 3, "s", "c")]])
    assert texts[0] == "a text of dev"
    assert len(texts) > 300
    assert corrections_of(_agreed(*texts), texts, 0.5).counts["frozenTexts"] > 300


def test_near_copies_are_on_one_side_and_stay_there() -> None:
    texts = [text for text, _ in messages()]
    copies = [f"{text.upper()}!" for text in texts]
    corrections = corrections_of(_agreed(*texts, *copies), [], 0.3)
    sides = [{e.text for e in side} for side in (corrections.train, corrections.held_out)]
    assert all(sides)
    for text, copy in zip(texts, copies, strict=True):
        assert any({text, copy} <= side for side in sides)
    fewer = corrections_of(_agreed(*texts[:40]), [], 0.3)
    assert {example.text for example in fewer.held_out} <= sides[1]


def test_peoples_labels_replace_those_of_the_data() -> None:
    learnt, kept_back = (text for text, _ in messages()[:2])
    corrections = corrections_of(_agreed(learnt), [], 0.0)
    held_out = corrections_of(_agreed(kept_back), [], 0.999999)
    assert held_out.held_out
    both = Corrections(corrections.train, held_out.held_out, {})
    data = [
        Example(learnt, (3, _POSITIVE, MISSING), "wire", "1"),
        Example(learnt, (MISSING, _NEUTRAL, MISSING), "wire", "2"),
        Example(f"{kept_back}!", (3, _POSITIVE, 1), "wire", "3"),
        Example("Another text", (4, _POSITIVE, 2), "wire", "4"),
    ]
    found = merged(data, both, 0, seed=1)
    assert [(example.text, example.labels, example.source) for example in found] == [
        (learnt, (3, MISSING, MISSING), "wire"),
        ("Another text", (4, _POSITIVE, 2), "wire"),
        (learnt, (MISSING, _NEGATIVE, MISSING), FEEDBACK),
    ]
    drawn = merged(data, both, 1, seed=1)
    assert len(drawn) == 2
    assert drawn == merged(data, both, 1, seed=1)

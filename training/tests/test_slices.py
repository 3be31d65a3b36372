"""Each slice's rule, on texts that it must and must not catch."""

from collections.abc import Callable

import pytest

from tidewatch_training.slices import (
    SLICES,
    has_cashtag,
    has_less_bad,
    has_less_good,
    has_number,
    is_hedged,
    is_negated,
    slices_of,
)

_CASES: list[tuple[Callable[[str], bool], tuple[str, ...], tuple[str, ...]]] = [
    (
        has_cashtag,
        ("$CRVN jumps", "I like $aldp.", "($BRK.B)"),
        ("raises $40 million", "US$ falls", "$ 5", "A$AP", "$TOOLONGNAME"),
    ),
    (has_number, ("up 4%", "Q3 results"), ("up four percent",)),
    (
        is_negated,
        (
            "Alderpoint will not default",
            "Corvane denies fraud probe",
            "It isn't cheap",
            "It isn\u2019t cheap",  # as phones type it
            "Northquay rules out a merger",
            "Drug fails to meet goal",
            "No dividend this year",
        ),
        ("Notable gains for Corvane", "Denim maker Eastholm expands", "No. 2 carmaker", "Another"),
    ),
    (
        is_hedged,
        (
            "Jessmond may sell its mills",
            "Kestrelbay reportedly in debt talks",
            "Larkmoor in talks to buy Corvane",
            "Dunmere could cut jobs",
            "Alderpoint to cut jobs -sources",
            "Farrowgate considers listing",
        ),
        ("Results on 4 May 2027", "Eastholm reported a profit", "Corvane resources", "Mayor quits"),
    ),
    (
        has_less_bad,
        (
            "Corvane cuts full-year loss",
            "Valdoria's deficit narrows",
            "Jobless claims fall",
            "Northquay trims its net debt by a tenth",
        ),
        (
            "Corvane cuts forecast after loss",
            "Loss widens",
            "Corvane to cut 300 people",
            "Index falls on debt fears",
            "Copper and zinc tumble, extending losses",
        ),
    ),
    (
        has_less_good,
        (
            "Corvane cuts forecast after loss",
            "Profit falls at Brackenwell",
            "Kestrelbay slashes its quarterly dividend",
            "Shares slump",
        ),
        (
            "Corvane cuts full-year loss",
            "Corvane raises forecast",
            "Falling rocks close road",
            "Zinc drops on weak demand",
        ),
    ),
]


@pytest.mark.parametrize(("rule", "inside", "outside"), _CASES)
def test_a_rule_catches_what_it_names(
    rule: Callable[[str], bool], inside: tuple[str, ...], outside: tuple[str, ...]
) -> None:
    assert [text for text in inside if not rule(text)] == []
    assert [text for text in outside if rule(text)] == []


def test_a_text_belongs_to_one_slice_of_each_pair() -> None:
    assert slices_of("$CRVN cuts forecast, may not recover", 17) == [
        "17-32 tokens",
        "cashtag",
        "no number",
        "negation",
        "hedged",
        "less good",
    ]


@pytest.mark.parametrize(
    ("tokens", "name"), [(2, "1-16"), (16, "1-16"), (32, "17-32"), (64, "33-64"), (65, "65+")]
)
def test_length_is_counted_in_tokens(tokens: int, name: str) -> None:
    assert slices_of("text", tokens)[0] == f"{name} tokens"


def test_every_name_is_listed() -> None:
    texts = ("$A 1 may not cut loss", "profit falls", "plain")
    found = {name for text in texts for size in (1, 20, 40, 80) for name in slices_of(text, size)}
    assert found == set(SLICES)

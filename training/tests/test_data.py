"""Loading, labels, clusters and splits."""

import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from tidewatch_training import behaviour, data, smoke
from tidewatch_training.clusters import cluster_ids, in_dev
from tidewatch_training.data import TEST, TRAIN, VALID, VALID_NOLEAK, Example, load, split
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import MISSING, SENTIMENT, THEME, TOPIC


def _write(folder: Path, content: str, name: str = "train.csv") -> Path:
    target = folder / "twitter-financial-news-topic"
    target.mkdir(exist_ok=True)
    (target / name).write_text(content, encoding="utf-8")
    return folder


def test_a_tweet_has_its_topic_and_no_other_label(tmp_path: Path) -> None:
    _write(tmp_path, 'text,label,cluster\n"Oil &amp; gas\nup https://x.test/1",6,c1\n')
    (example,) = load("tweets-topic", TRAIN, tmp_path)
    assert example.text == "Oil & gas up"
    assert example.labels == (TOPIC.labels.index("Energy | Oil"), MISSING, MISSING)
    assert example.cluster == "c1"


def test_a_newswire_row_has_all_three_labels(tmp_path: Path) -> None:
    (tmp_path / "newswire-labels").mkdir()
    (tmp_path / "newswire-labels/labels.csv").write_text(
        "text,topic,sentiment,theme\nBank fails,Markets,negative,liquidity and funding\n"
    )
    (example,) = load("newswire", TRAIN, tmp_path)
    assert [
        task.labels[index]
        for task, index in zip((TOPIC, SENTIMENT, THEME), example.labels, strict=True)
    ] == ["Markets", "negative", "liquidity and funding"]


def test_the_authored_texts_ship_and_have_every_label_of_topic_and_sentiment() -> None:
    examples = load("authored", TRAIN, None)
    assert len({example.text for example in examples}) == len(examples) > 500
    assert {example.labels[0] for example in examples} == set(range(len(TOPIC.labels)))
    assert {example.labels[1] for example in examples} == set(range(len(SENTIMENT.labels)))
    assert MISSING not in {example.labels[2] for example in examples}
    assert all(data.kind_of(example) == MISSING for example in examples)


def test_headlines_whose_entities_disagree_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "sentfin-1.0").mkdir()
    (tmp_path / "sentfin-1.0/sentfin.csv").write_text(
        "text,label_name\nOne up one down,mixed\nAll well,positive\n"
    )
    (example,) = load("sentfin", TRAIN, tmp_path)
    assert example.text == "All well"
    assert example.labels == (MISSING, SENTIMENT.labels.index("positive"), MISSING)


def test_a_check_is_read_like_a_source_and_has_no_training_split(tmp_path: Path) -> None:
    (tmp_path / "surge-stock-sentiment").mkdir()
    (tmp_path / "surge-stock-sentiment/sentiment.csv").write_text(
        'Stock Ticker,Tweet Text,Sentiment\n$CRVN,"Corvane &amp; co\nlook weak",Negative\n'
    )
    (example,) = load("surge", TEST, tmp_path)
    assert example.text == "Corvane & co look weak"
    assert example.labels == (MISSING, SENTIMENT.labels.index("negative"), MISSING)
    with pytest.raises(TidewatchError, match="surge has no split 'train'"):
        load("surge", TRAIN, tmp_path)
    assert not data.CHECKS.keys() & data.SOURCES.keys()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("text,cluster\nhello,c1\n", "lacks the columns label"),
        ("text,label\nhello,20\n", "row 1: unknown topic label '20'; known: 0 to 19"),
        ("text,label\nfirst,1\nhello,bad\n", "row 2: unknown topic label 'bad'"),
        ("text,label\n   ,3\n", "row 1: the text is empty"),
        ("text,label\n", "has no rows"),
        ("hello,3\nagain,4\n", "lacks the columns text, label: its first line must name them"),
        ("label,text\n3\n3,hello\n", "row 1: has more or fewer fields than the first line"),
        ("text,label\nhello,3\nagain\n", "row 2: has more or fewer fields than the first line"),
        ("text,label\nup, then down,3\n", "row 1: has more or fewer fields"),
        ("text,label\n,3\n", "row 1: the text is empty"),
        ("text,label,cluster\nhello,,c1\n", "row 1: unknown topic label ''"),
    ],
)
def test_bad_files_are_named_with_row_and_reason(
    tmp_path: Path, content: str, message: str
) -> None:
    _write(tmp_path, content)
    with pytest.raises(TidewatchError, match=r"train\.csv") as caught:
        load("tweets-topic", TRAIN, tmp_path)
    assert message in str(caught.value)


def test_a_file_that_is_no_utf8_text_is_named(tmp_path: Path) -> None:
    path = _write(tmp_path, "") / "twitter-financial-news-topic/train.csv"
    path.write_bytes(b"text,label\ncaf\xe9,3\n")
    with pytest.raises(
        TidewatchError, match=r"cannot read .*train\.csv .*must be a CSV file in UTF"
    ):
        load("tweets-topic", TRAIN, tmp_path)


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    _write(tmp_path, "\ufefftext,label\nhello,3\n")
    (example,) = load("tweets-topic", TRAIN, tmp_path)
    assert example.text == "hello"


def test_an_empty_field_of_the_hub_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [{"text": "hello", "label": 3}, {"text": None, "label": 3}]
    monkeypatch.setattr("datasets.load_dataset", lambda *_, **__: rows)
    with pytest.raises(TidewatchError, match=r"hub zeroshot.*row 2: the text is empty"):
        load("tweets-topic", TRAIN, None)


@pytest.mark.parametrize(
    ("module", "call", "advice"),
    [
        ("data", "load('tweets-topic', 'train', None)", "give --data-dir a local copy"),
        ("base", "load_base('minilm', 'hub')", "use --base-from maven"),
    ],
)
def test_an_unreachable_hub_says_what_to_do(
    tmp_path: Path, module: str, call: str, advice: str
) -> None:
    code = f"""
from tidewatch_training import {module}
from tidewatch_training.errors import TidewatchError
try:
    {module}.{call}
except TidewatchError as error:
    print(error)
"""
    # Nothing listens on port 9: the connection is refused at once.
    hub = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path)}
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | hub | {"PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "from the Hugging Face hub" in done.stdout
    assert advice in done.stdout


def test_a_missing_file_says_which_argument_to_give(tmp_path: Path) -> None:
    with pytest.raises(TidewatchError, match="--data-dir"):
        load("tweets-topic", VALID, tmp_path)


def test_a_source_that_is_not_on_the_hub_says_so() -> None:
    with pytest.raises(TidewatchError, match="newswire is not on the hub: give --data-dir"):
        load("newswire", TRAIN, None)


def test_an_unknown_source_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(TidewatchError, match="tweets-topic, tweets-sentiment, newswire, sentfin"):
        load("tweets", TRAIN, tmp_path)


def test_every_task_needs_labels() -> None:
    tweets = [Example("text", (1, 2, MISSING), "tweets-topic", "c")]
    with pytest.raises(TidewatchError, match="no text has a theme label"):
        data.require_every_task(tweets)
    data.require_every_task([*tweets, Example("text", (1, 2, 0), "newswire", "c")])


def test_near_copies_share_a_cluster_and_others_do_not() -> None:
    texts = [
        "Corvane cuts its outlook for the year after orders from carmakers dry up",
        "Dunmere finds oil off the coast of Karsk and plans to pump from next spring",
        "$CRVN Corvane cuts its outlook for the year, after orders from carmakers dry up! https://x.test/1",
        "corvane CUTS its outlook for the year after orders from carmakers fall",
    ]
    first, second, third, fourth = cluster_ids(texts)
    assert first == third == fourth
    assert first != second


def test_a_cluster_id_does_not_depend_on_other_texts() -> None:
    assert cluster_ids(["a b c d e"])[0] == cluster_ids(["something else here", "a b c d e"])[1]


def test_no_cluster_is_on_both_sides_of_the_split() -> None:
    examples = smoke.corpus()
    train, dev = split(examples, 0.2)
    assert len(train) + len(dev) == len(examples)
    assert 0.1 * len(examples) < len(dev) < 0.3 * len(examples)
    assert not {e.cluster for e in train} & {e.cluster for e in dev}


def test_the_split_of_a_cluster_never_changes() -> None:
    # A released model names its dev figures: the split must stay what it was.
    chosen = [f"c{number}" for number in range(40) if in_dev("source", f"c{number}", 0.1)]
    assert chosen == ["c16", "c31"]


def test_the_real_sets_split_by_cluster(data_dir: Path) -> None:
    sides: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source in data.SOURCES:
        examples = load(source, TRAIN, data_dir)
        train, dev = split(examples, 0.1)
        assert 0.07 * len(examples) < len(dev) < 0.13 * len(examples)
        for side, part in (("train", train), ("dev", dev)):
            for example in part:
                sides[source, example.cluster].add(side)
    assert all(len(found) == 1 for found in sides.values())


def test_no_authored_text_is_near_to_one_of_a_behaviour_test() -> None:
    authored = [example.text for example in load("authored", TRAIN, None)]
    checked = [text for case in behaviour.cases() for text in case.texts]
    clusters = cluster_ids([*authored, *checked])
    assert not set(clusters[: len(authored)]) & set(clusters[len(authored) :])


def test_no_authored_text_is_near_to_one_of_a_public_test(data_dir: Path) -> None:
    authored = [example.text for example in load("authored", TRAIN, None)]
    tests = [("tweets-topic", VALID), ("tweets-sentiment", VALID), ("surge", TEST)]
    public = [e.text for source, name in tests for e in load(source, name, data_dir)]
    clusters = cluster_ids([*authored, *public])
    assert not set(clusters[: len(authored)]) & set(clusters[len(authored) :])


def test_no_training_tweet_repeats_a_text_of_valid_noleak(data_dir: Path) -> None:
    for source in ("tweets-topic", "tweets-sentiment"):
        train = {example.text for example in load(source, TRAIN, data_dir)} - {""}
        kept = [example.text for example in load(source, VALID_NOLEAK, data_dir)]
        assert not train & set(kept)


def test_the_real_check_has_positive_and_negative_tweets_only(data_dir: Path) -> None:
    examples = load("surge", TEST, data_dir)
    sentiments = [SENTIMENT.labels[example.labels[1]] for example in examples]
    assert len(examples) == 500
    assert set(sentiments) == {"negative", "positive"}

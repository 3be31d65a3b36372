"""Loads the labelled texts and splits them into train and dev by cluster."""

import csv
import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tidewatch_training.clusters import cluster_ids, in_dev
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import KINDS, MISSING, SENTIMENT, TASKS, TOPIC, Task
from tidewatch_training.text import clean

TRAIN = "train"
VALID = "valid"
VALID_NOLEAK = "valid_noleak"
TEST = "test"

Row = Mapping[str, str]


@dataclass(frozen=True)
class Example:
    """A cleaned text with one class index per task of `TASKS` (`MISSING` where it has none)."""

    text: str
    labels: tuple[int, ...]
    source: str
    cluster: str


@dataclass(frozen=True)
class Source:
    """A labelled set: the folder and hub name it has, and how a row gives its labels."""

    name: str
    folder: str
    files: Mapping[str, str]
    """File in the folder, per split."""
    columns: tuple[str, ...]
    labels: Callable[[Row], tuple[int, ...] | None]
    """Class index per task of `TASKS`; None when the row is to be left out."""
    kind: str | None
    """Of its texts, one of `KINDS`; None where they are of several."""
    hub: str | None = None
    """Dataset name on the Hugging Face hub, with splits `train` and `validation`."""
    text_column: str = "text"
    ships: bool = False
    """Its file lies beside this module: neither `data_dir` nor the hub is asked."""


def _by_name(task: Task, name: str) -> int:
    if name not in task.labels:
        raise ValueError(f"unknown {task.name} label {name!r}; known: {', '.join(task.labels)}")
    return task.labels.index(name)


def _by_number(task: Task, number: str) -> int:
    if not str(number).isascii() or not str(number).isdigit() or int(number) >= len(task.labels):
        raise ValueError(
            f"unknown {task.name} label {number!r}; known: 0 to {len(task.labels) - 1}"
        )
    return int(number)


def _tweet_topic(row: Row) -> tuple[int, ...]:
    return (_by_number(TOPIC, row["label"]), MISSING, MISSING)


def _tweet_sentiment(row: Row) -> tuple[int, ...]:
    # 0 bearish, 1 bullish, 2 neutral: the same order as negative, positive, neutral.
    return (MISSING, _by_number(SENTIMENT, row["label"]), MISSING)


def _all_tasks(row: Row) -> tuple[int, ...]:
    return tuple(_by_name(task, row[task.name]) for task in TASKS)


def _entities_agree(row: Row) -> tuple[int, ...] | None:
    if row["label_name"] == "mixed":
        return None
    return (MISSING, _by_name(SENTIMENT, row["label_name"]), MISSING)


def _capitalised(row: Row) -> tuple[int, ...]:
    return (MISSING, _by_name(SENTIMENT, row["Sentiment"].lower()), MISSING)


_PUBLISHED_SPLITS = {TRAIN: "train.csv", VALID: "valid.csv", VALID_NOLEAK: "valid_noleak.csv"}
SOURCES = {
    source.name: source
    for source in (
        Source(
            "tweets-topic",
            "twitter-financial-news-topic",
            _PUBLISHED_SPLITS,
            ("text", "label"),
            _tweet_topic,
            "tweet",
            hub="zeroshot/twitter-financial-news-topic",
        ),
        Source(
            "tweets-sentiment",
            "twitter-financial-news-sentiment",
            _PUBLISHED_SPLITS,
            ("text", "label"),
            _tweet_sentiment,
            "tweet",
            hub="zeroshot/twitter-financial-news-sentiment",
        ),
        Source(
            "newswire",
            "newswire-labels",
            {TRAIN: "labels.csv"},
            ("text", "topic", "sentiment", "theme"),
            _all_tasks,
            "newswire",
        ),
        Source(
            "sentfin",
            "sentfin-1.0",
            {TRAIN: "sentfin.csv"},
            ("text", "label_name"),
            _entities_agree,
            "headline",
        ),
        Source(
            "authored",
            "",
            {TRAIN: "authored.csv"},
            ("text", "topic", "sentiment", "theme"),
            _all_tasks,
            None,
            ships=True,
        ),
    )
}
CHECKS = {
    "surge": Source(
        "surge",
        "surge-stock-sentiment",
        {TEST: "sentiment.csv"},
        ("Tweet Text", "Sentiment"),
        _capitalised,
        "tweet",
        text_column="Tweet Text",
    )
}
"""Sets that are for evaluation only: they have no training split."""


def load(source_name: str, split: str, data_dir: Path | None) -> list[Example]:
    """Returns the examples of one split of a source, in file order.

    Args:
        source_name: a key of `SOURCES` or `CHECKS`.
        split: `TRAIN`, `VALID`, `VALID_NOLEAK` or `TEST`.
        data_dir: folder that holds the sources' folders; None reads from the Hugging Face hub. A
            source that ships is read from this package.

    Raises:
        TidewatchError: the set cannot be had, a column is missing, a label is unknown or a text is
            empty; the message names the file and the row.
    """
    known = SOURCES | CHECKS
    if source_name not in known:
        raise TidewatchError(f"unknown source {source_name!r}; known: {', '.join(known)}")
    source = known[source_name]
    if source.ships:
        data_dir = Path(__file__).parent
    if data_dir is None:
        where, rows = f"hub {source.hub}", _hub_rows(source, split)
    else:
        path = _file(source, split, data_dir)
        where, rows = str(path), _csv_rows(path)
    return _examples(source, where, rows)


def kind_of(example: Example) -> int:
    """Returns the index in `KINDS` of the kind of text its source has, `MISSING` if unknown."""
    source = SOURCES.get(example.source)
    return MISSING if source is None or source.kind is None else KINDS.index(source.kind)


def content_hash(examples: Iterable[Example]) -> str:
    """Returns the SHA-256 of cleaned texts, labels and clusters in order."""
    digest = hashlib.sha256()
    for example in examples:
        digest.update(f"{example.text}\t{example.labels}\t{example.cluster}\n".encode())
    return digest.hexdigest()


def split(examples: Sequence[Example], dev_fraction: float) -> tuple[list[Example], list[Example]]:
    """Returns (train, dev); all texts of a cluster go to the same side."""
    train: list[Example] = []
    dev: list[Example] = []
    for example in examples:
        side = dev if in_dev(example.source, example.cluster, dev_fraction) else train
        side.append(example)
    return train, dev


def require_every_task(examples: Sequence[Example]) -> None:
    """Raises TidewatchError when no example carries a label of some task."""
    for index, task in enumerate(TASKS):
        if all(example.labels[index] == MISSING for example in examples):
            raise TidewatchError(
                f"no text has a {task.name} label: add a source that has them (authored and "
                "newswire have all three tasks)"
            )


def _file(source: Source, split_name: str, data_dir: Path) -> Path:
    if split_name not in source.files:
        raise TidewatchError(f"{source.name} has no split {split_name!r}")
    path = data_dir / source.folder / source.files[split_name]
    if not path.is_file():
        raise TidewatchError(f"{path} is missing: give --data-dir the folder that holds it")
    return path


def _csv_rows(path: Path) -> list[Row]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:  # a byte order mark may lead
            return list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TidewatchError(
            f"cannot read {path} ({error}): it must be a CSV file in UTF-8, fetch or save it again"
        ) from error


def _hub_rows(source: Source, split_name: str) -> list[Row]:
    if source.hub is None:
        raise TidewatchError(f"{source.name} is not on the hub: give --data-dir")
    if split_name == VALID_NOLEAK:
        raise TidewatchError(f"{VALID_NOLEAK} is not on the hub: give --data-dir")
    # Imported here because they take seconds.
    import httpx
    from datasets import load_dataset

    hub_split = "validation" if split_name == VALID else TRAIN
    try:
        return [
            {key: "" if value is None else str(value) for key, value in row.items()}
            for row in load_dataset(source.hub, split=hub_split)
        ]
    except (OSError, ValueError, RuntimeError, httpx.HTTPError) as error:
        raise TidewatchError(
            f"cannot read {source.hub} from the Hugging Face hub ({error}): check the network, or "
            "give --data-dir a local copy"
        ) from error


def _examples(source: Source, where: str, rows: Sequence[Row]) -> list[Example]:
    if not rows:
        raise TidewatchError(f"{where} has no rows: fetch it again")
    missing = [column for column in source.columns if column not in rows[0]]
    if missing:
        raise TidewatchError(
            f"{where} lacks the columns {', '.join(missing)}: its first line must name them"
        )
    for number, row in enumerate(rows, start=1):
        if None in row or None in row.values():  # how the CSV reader marks them
            raise TidewatchError(
                f"{where}, row {number}: has more or fewer fields than the first line names: quote "
                "a text with commas, give every row all fields"
            )
    clusters = (
        [row["cluster"] for row in rows]
        if "cluster" in rows[0]
        else cluster_ids([row[source.text_column] for row in rows])
    )
    examples = []
    for number, (row, cluster) in enumerate(zip(rows, clusters, strict=True), start=1):
        # A text of nothing but a link cleans to "": kept, as published figures count it.
        text = clean(row[source.text_column])
        if not text and not row[source.text_column].strip():
            raise TidewatchError(f"{where}, row {number}: the text is empty")
        try:
            labels = source.labels(row)
        except ValueError as error:
            raise TidewatchError(f"{where}, row {number}: {error}") from error
        if labels is not None:
            examples.append(Example(text, labels, source.name, cluster))
    return examples

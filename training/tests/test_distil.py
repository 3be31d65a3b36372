"""Distillation: the loss, the texts without labels, and a run with a teacher."""

import dataclasses
import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from conftest import smoke_arguments
from tidewatch_training import smoke
from tidewatch_training.arguments import UsageError
from tidewatch_training.card import card_of
from tidewatch_training.checkpoint import load_model
from tidewatch_training.data import Example, split
from tidewatch_training.distil import answer_key, distillation_loss, teach, unlabelled
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import MISSING, TASKS
from tidewatch_training.splits import examples_of
from tidewatch_training.train import train


def _stream(path: Path, texts: list[str]) -> str:
    with gzip.open(path, "wt") if path.suffix == ".gz" else path.open("w") as file:
        file.writelines(json.dumps({"id": str(n), "text": t}) + "\n" for n, t in enumerate(texts))
    return str(path)


def test_the_distillation_loss_is_the_softened_divergence_and_0_for_equal_logits() -> None:
    student = [torch.tensor([[1.0, 3.0], [0.5, -1.0]]), torch.tensor([[2.0, 0.0], [0.0, 4.0]])]
    teacher = [torch.tensor([[2.0, 0.0], [0.0, 1.0]]), torch.tensor([[0.0, 0.0], [1.0, 1.0]])]
    expected = 0.0
    for ours, theirs in zip(student, teacher, strict=True):
        p, q = torch.softmax(theirs / 2, -1), torch.softmax(ours / 2, -1)
        expected += 4 * float((p * (p / q).log()).sum()) / 2
    assert float(distillation_loss(student, teacher, 2.0)) == pytest.approx(expected, rel=1e-5)
    assert float(distillation_loss(teacher, teacher, 2.0)) == pytest.approx(0, abs=1e-6)


def test_unlabelled_texts_are_cleaned_different_and_the_same_each_time(tmp_path: Path) -> None:
    texts = [f"Kestrelbay opens branch {n}" for n in range(50)]
    plain = _stream(tmp_path / "plain.jsonl", [*texts, texts[0], "https://t.co/abc", "A &amp; B"])
    packed = _stream(tmp_path / "packed.jsonl.gz", texts)
    everything = unlabelled(plain, 1_000)
    assert [example.text for example in everything] == [*texts, "A & B"]
    assert {example.labels for example in everything} == {(MISSING,) * len(TASKS)}

    some = unlabelled(f"{plain},{packed}", 10)
    assert [example.source for example in some] == ["plain"] * 10 + ["packed"] * 10
    assert some == unlabelled(f"{plain},{packed}", 10)
    assert {e.text for e in unlabelled(packed, 10)} < {e.text for e in unlabelled(packed, 20)}


@pytest.mark.parametrize("line", ["no json", '{"id": "1"}', "[]", '{"text": 3}'])
def test_a_line_without_a_text_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text('{"text": "good"}\n' + line + "\n")
    with pytest.raises(TidewatchError, match=r"broken\.jsonl, line 2: must be a JSON object"):
        unlabelled(str(path), 10)
    with pytest.raises(TidewatchError, match=r"cannot read .*absent\.jsonl"):
        unlabelled(str(tmp_path / "absent.jsonl"), 10)


def test_a_stream_that_ends_too_early_is_named(tmp_path: Path) -> None:
    path = Path(
        _stream(tmp_path / "cut.jsonl.gz", [f"Merrowdale sells branch {n}" for n in range(9)])
    )
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(
        TidewatchError, match=r"cannot read .*cut\.jsonl\.gz: .*fetch the file again"
    ):
        unlabelled(str(path), 10)


def test_a_student_learns_from_its_teacher_alone(smoke_run: Path, tmp_path: Path) -> None:
    stream = _stream(tmp_path / "wire.jsonl", ["Corvane faces a fraud probe on Monday"] * 3)
    trained = train(
        smoke_arguments(
            tmp_path / "student",
            teacher=str(smoke_run),
            teacher_share=0.999,
            unlabelled=stream,
            label_weights="smoke/topic=0,smoke/sentiment=0,smoke/theme=0",
        )
    )
    for task in ("sentiment", "theme"):  # the smoke teacher's topics are too soft for two epochs
        assert trained.provenance["dev"][task]["accuracy"] > 0.9
    assert trained.provenance["teachers"] == [load_model(smoke_run).provenance]
    assert trained.provenance["data"]["wire"]["texts"] == 1
    assert "unlabelled" not in trained.provenance["arguments"]

    metrics = {
        "batchDifference": 0.0,
        "encoder": {"layers": 2, "width": 32},
        "rangeTexts": 1,
        "earlierLooks": 1,
        "figures": {"int8": [], "fp32": []},
        "int8AccuracyLoss": dict.fromkeys((task.name for task in TASKS), 0.0),
        "int8Agreement": dict.fromkeys((task.name for task in TASKS), 1.0),
    }
    card = card_of("m", "1", 1, {}, trained.provenance, metrics)
    assert "| wire | 1 | recorded stream, without labels" in card
    assert "a teacher from the pre-trained `smoke` (this project)" in card
    told = card_of("m", "1", 1, {}, trained.provenance | {"teachers": [_PROVENANCE]}, metrics)
    assert (
        "the mean of 2 models from the pre-trained `smoke` (this project), which took 1 min" in told
    )


def test_several_teachers_teach_their_mean(smoke_run: Path, tmp_path: Path) -> None:
    arguments = smoke_arguments(tmp_path, teacher=str(smoke_run))
    examples = examples_of(dataclasses.asdict(arguments), None)[:8]
    alone, _ = teach(arguments, examples)

    both = dataclasses.replace(arguments, teacher=f"{smoke_run}, {smoke_run}")
    together, provenances = teach(both, examples)

    assert provenances == [load_model(smoke_run).provenance] * 2
    for one, mean in zip(alone, together, strict=True):
        assert torch.equal(one, mean)


def test_a_teacher_that_has_learnt_part_of_dev_is_refused(smoke_run: Path, tmp_path: Path) -> None:
    with pytest.raises(TidewatchError, match="it has learnt part of dev"):
        train(smoke_arguments(tmp_path, teacher=str(smoke_run), dev_fraction=0.5))


def test_unlabelled_texts_without_a_teacher_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="without a --teacher"):
        train(smoke_arguments(tmp_path, unlabelled="some.jsonl"))


_PROVENANCE = {"base": "smoke", "models": 2, "devFraction": 0.1, "seconds": 60, "device": "a GPU"}


def test_answers_in_a_file_teach_as_their_models_would(smoke_run: Path, tmp_path: Path) -> None:
    arguments = smoke_arguments(tmp_path, teacher=str(smoke_run))
    examples = examples_of(dataclasses.asdict(arguments), None)[:8]
    logits, _ = teach(arguments, examples)
    path = _answers(tmp_path / "answers.npz", examples, logits)

    shuffled = examples[::-1]
    found, provenances = teach(dataclasses.replace(arguments, teacher=str(path)), shuffled)

    assert provenances == [_PROVENANCE]
    for mine, theirs in zip(found, logits, strict=True):
        assert torch.equal(mine, theirs.flip(0))


def test_answers_that_lack_a_text_or_have_seen_dev_or_are_damaged_are_refused(
    smoke_run: Path, tmp_path: Path
) -> None:
    arguments = smoke_arguments(tmp_path, teacher=str(smoke_run))
    examples = examples_of(dataclasses.asdict(arguments), None)[:8]
    logits, _ = teach(arguments, examples)
    path = _answers(tmp_path / "answers.npz", examples[:7], [task[:7] for task in logits])
    told = dataclasses.replace(arguments, teacher=str(path))
    with pytest.raises(TidewatchError, match=r"no answer for 1 of 8 texts, the first being '.+'"):
        teach(told, examples)
    with pytest.raises(TidewatchError, match="it has learnt part of dev"):
        teach(dataclasses.replace(told, dev_fraction=0.9), examples)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(TidewatchError, match=r"cannot read the answers in .*: make them anew"):
        teach(told, examples)


def _answers(path: Path, examples: list[Example], logits: Sequence[torch.Tensor]) -> Path:
    np.savez(
        path,
        keys=np.array([answer_key(example) for example in examples], dtype=np.uint64),
        provenance=np.array(json.dumps(_PROVENANCE)),
        **{task.name: part.numpy() for task, part in zip(TASKS, logits, strict=True)},
    )
    return path


def test_teachers_answer_for_what_they_have_not_learnt(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(repository / "training/experiments")])
    import teachers

    torch.set_num_threads(1)
    quick = {
        name: dataclasses.replace(teachers.RECIPES[name], learning_rate=3e-3)
        for name in ("one head a task", "heads by kind", "tweets alone")
    }
    monkeypatch.setattr(teachers, "RECIPES", quick)
    learnt_and_asked = []

    class Watched(teachers.Training):
        def __init__(self, *arguments: object, **named: object) -> None:
            super().__init__(*arguments, **named)
            self.learnt = set(self.rows.unique().tolist())

        def log_probabilities(self, rows: np.ndarray) -> dict[str, np.ndarray]:
            learnt_and_asked.append((self.learnt, set(rows.tolist())))
            return super().log_probabilities(rows)

    monkeypatch.setattr(teachers, "Training", Watched)
    train_set, dev = split(smoke.corpus(), 0.1)
    stream = [dataclasses.replace(dev[0], source="wire", labels=(MISSING,) * len(TASKS))]
    texts, logits, figures = teachers.answers(smoke.base(), train_set, dev, stream, epochs=4)

    assert texts == [*train_set, *stream]
    assert {name: logits[name].shape for name in logits} == {
        task.name: (len(texts), len(task.labels)) for task in TASKS
    }
    assert len(learnt_and_asked) == 2 * teachers.FOLDS
    for learnt, asked in learnt_and_asked:
        assert max(learnt) < len(train_set)
        clusters = {train_set[row].cluster for row in asked if row < len(train_set)}
        assert clusters
        assert not clusters & {train_set[row].cluster for row in learnt}
    assert figures["all"]["smoke/sentiment"] > 0.6  # out of fold; the commonest has less than half
    assert set(figures) == {"one head a task", "heads by kind", "all"}  # no text is a tweet

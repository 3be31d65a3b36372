"""The retraining, in a small way: a smoke model learns what people say of a new kind of message."""

import json
from pathlib import Path

import pytest

from desk import event, messages, write
from tidewatch_training.arguments import ExportArguments, RetrainArguments
from tidewatch_training.bundle import current_version, read_bundle
from tidewatch_training.cli import main
from tidewatch_training.errors import TidewatchError
from tidewatch_training.export import export
from tidewatch_training.gate import Compared
from tidewatch_training.retrain import COMPARISON_FILE, Comparison, retrain


@pytest.fixture(scope="module")
def models(smoke_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of bundles with the smoke model as its current one."""
    folder = tmp_path_factory.mktemp("models")
    export(ExportArguments(run=smoke_run, out=folder, version="1.0.0", threads=1))
    return folder


@pytest.fixture(scope="module")
def feedback(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What two people say of the new kind of message."""
    lines = [
        event(number, text, labels, ("m.okoye", "j.lindqvist")[number % 2])
        for number, (text, labels) in enumerate(messages())
    ]
    return write(tmp_path_factory.mktemp("feedback") / "feedback.jsonl", lines)


def _arguments(models: Path, feedback: Path, version: str, **changes: object) -> RetrainArguments:
    settings: dict[str, object] = {
        "models": models,
        "runs": models.parent / f"runs-{version}",
        "feedback": feedback,
        "version": version,
        "learning_rate": 3e-3,
        "head_learning_rate": 3e-3,
        "threads": 1,
    }
    return RetrainArguments(**(settings | changes))


@pytest.fixture(scope="module")
def comparison(models: Path, feedback: Path) -> Comparison:
    return retrain(_arguments(models, feedback, "1.1.0"))


def _row(comparison: Comparison, split: str, task: str) -> Compared:
    return next(r for r in comparison.compared if (r.split, r.task) == (split, task))


def test_a_challenger_learns_what_people_said_and_forgets_nothing(comparison: Comparison) -> None:
    corrected = _row(comparison, "corrected", "all")
    assert corrected.texts >= 20
    assert corrected.challenger > corrected.champion + 0.2
    for task in ("topic", "sentiment", "theme"):
        dev = _row(comparison, "dev", task)
        assert dev.challenger >= dev.champion - 0.02
    assert comparison.parity_difference < 1e-3


def test_the_comparison_is_where_promote_looks_for_it(comparison: Comparison, models: Path) -> None:
    content = json.loads((models / "1.1.0" / COMPARISON_FILE).read_text(encoding="utf-8"))
    # `ReleasedModels` and the desk's `ModelFolder` read these.
    assert content["gate"]["promotable"] is comparison.gate.promotable
    assert content["gate"]["reasons"] == list(comparison.gate.reasons)
    assert (content["champion"], content["challenger"]) == ("1.0.0", "1.1.0")
    assert content["feedback"]["events"] == 84
    assert content["feedback"]["trainTexts"] + content["feedback"]["heldOutTexts"] == 84
    assert {"dev", "corrected", "behaviour"} == {row["split"] for row in content["figures"]}


def test_a_challenger_is_not_current_and_says_where_it_comes_from(
    comparison: Comparison, models: Path
) -> None:
    assert current_version(models) == "1.0.0"
    training = read_bundle(models / comparison.challenger).manifest["training"]
    assert training["data"]["feedback"]["texts"] == comparison.feedback["trainTexts"]
    assert (
        training["start"]["arguments"]
        == read_bundle(models / "1.0.0").manifest["training"]["arguments"]
    )
    assert "feedback/topic=2.0" in training["arguments"]["label_weights"]


def test_a_challenger_of_a_challenger_weighs_feedback_once(
    comparison: Comparison, models: Path, feedback: Path
) -> None:
    again = retrain(
        _arguments(models, feedback, "1.2.0", champion="1.1.0", feedback_weight=1.5, epochs=1)
    )
    weights = read_bundle(models / "1.2.0").manifest["training"]["arguments"]["label_weights"]
    assert weights == "feedback/topic=1.5,feedback/sentiment=1.5,feedback/theme=1.5"
    assert again.champion == "1.1.0"


def test_a_challenger_that_forgets_is_refused(models: Path, tmp_path: Path) -> None:
    # Somebody has called everything the same, and the challenger learns nothing else.
    same = {"topic": "IPO", "sentiment": "positive", "theme": "none"}
    lines = [event(number, text, same) for number, (text, _) in enumerate(messages())]
    comparison = retrain(
        _arguments(
            models,
            write(tmp_path / "feedback.jsonl", lines),
            "1.3.0",
            training_texts=16,
            feedback_weight=5.0,
            epochs=1,
        )
    )
    assert not comparison.gate.promotable
    # It calls everything positive; the topics, learnt well by now, last longer.
    assert any("accuracy of sentiment on dev (all" in reason for reason in comparison.gate.reasons)


def test_without_a_lesson_there_is_no_challenger(
    models: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = write(tmp_path / "feedback.jsonl", [event(1, "A text", {})])
    with pytest.raises(TidewatchError, match="teaches anything"):
        retrain(_arguments(models, empty, "1.4.0"))
    assert "takenBack 1" in capsys.readouterr().out
    assert not (models / "1.4.0").exists()


def test_a_retraining_that_breaks_off_leaves_nothing_to_promote(
    models: Path, feedback: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> Comparison:
        raise KeyboardInterrupt

    monkeypatch.setattr("tidewatch_training.retrain.compare", interrupted)
    with pytest.raises(KeyboardInterrupt):
        retrain(_arguments(models, feedback, "1.5.0", epochs=1))
    assert not (models / "1.5.0" / COMPARISON_FILE).exists()
    assert current_version(models) == "1.0.0"


def test_a_version_that_exists_is_refused_before_training(models: Path, feedback: Path) -> None:
    with pytest.raises(TidewatchError, match="a released version never changes"):
        retrain(_arguments(models, feedback, "1.0.0"))


def test_a_champion_of_unknown_origin_is_refused(repository: Path, feedback: Path) -> None:
    fixtures = repository / "training/tests/fixtures"
    with pytest.raises(TidewatchError, match="does not say how its dev split was made"):
        retrain(_arguments(fixtures, feedback, "1.0.0", champion="tiny-bundle"))


def test_the_feedback_must_be_given(models: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["retrain", "--models", str(models), "--version", "1.6.0"])
    assert exit_.value.code == 2
    assert "--feedback is missing: ./tidewatch feedback" in capsys.readouterr().err

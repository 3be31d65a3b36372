"""The whole evaluation, on the smoke run and on the tiny bundle."""

import json
from pathlib import Path

import pytest

from tidewatch_training.arguments import EvaluateArguments
from tidewatch_training.cli import main
from tidewatch_training.evaluate import evaluate
from tidewatch_training.report import Report

_TINY = Path(__file__).parent / "fixtures/tiny-bundle"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("evaluation")


@pytest.fixture(scope="module")
def report(smoke_run: Path, folder: Path) -> Report:
    return evaluate(
        EvaluateArguments(
            model=smoke_run,
            splits="dev",
            threads=1,
            json=folder / "report.json",
            plots=folder / "plots",
        )
    )


def test_a_run_is_calibrated_on_dev(report: Report) -> None:
    assert report.temperatures_from == "dev"
    assert report.temperatures.keys() == {"topic", "sentiment", "theme"}
    for row in report.figures:
        assert row.score.accuracy > 0.9
        assert row.accuracy_interval.low <= row.score.accuracy <= row.accuracy_interval.high
        assert row.calibration_error is not None
        assert row.calibration_error < 0.1


def test_slices_of_a_pair_hold_all_texts(report: Report) -> None:
    (whole,) = [r for r in report.figures if (r.source, r.score.task) == ("all", "topic")]
    sizes = {row.source: row.score.texts for row in report.slices if row.score.task == "topic"}
    assert sizes["no cashtag"] == sizes["not hedged"] == whole.score.texts
    assert "cashtag" not in sizes


def test_a_threshold_reaches_its_target_on_dev(report: Report) -> None:
    chosen = [row for row in report.coverages if row.source == "all"]
    assert [row.task for row in chosen] == ["topic", "sentiment", "theme"]
    for row in chosen:
        assert row.accuracy is not None
        assert row.accuracy >= report.target_accuracy


def test_behaviour_is_judged_on_texts_it_was_not_made_for(report: Report) -> None:
    # The smoke model knows a few phrases only: much fails, and every failure is reported.
    assert {row.kind for row in report.behaviour} == {"functionality", "direction", "invariance"}
    assert all(row.failure_rate == len(row.failures) / row.cases for row in report.behaviour)
    assert any(row.failures for row in report.behaviour)


def test_the_json_file_holds_the_report(report: Report, folder: Path) -> None:
    content = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert content["figures"][0]["accuracy_interval"]["low"] == pytest.approx(
        report.figures[0].accuracy_interval.low
    )
    assert len(content["slices"]) == len(report.slices)
    assert content["coverages"][0]["risk_area"] == pytest.approx(report.coverages[0].risk_area)
    failed = [len(row["failures"]) for row in content["behaviour"]]
    assert failed == [len(row.failures) for row in report.behaviour]


def test_every_task_has_its_plots(report: Report, folder: Path) -> None:
    assert sorted(path.name for path in (folder / "plots").iterdir()) == [
        f"dev-{task}-{kind}.png"
        for task in ("sentiment", "theme", "topic")
        for kind in ("confusion", "reliability")
    ]


def test_without_splits_a_bundle_is_tested_for_its_behaviour_alone(
    capsys: pytest.CaptureFixture[str],
) -> None:
    report = evaluate(EvaluateArguments(model=_TINY, splits="", threads=1))
    assert report.temperatures_from == "the bundle"
    rates = {(row.capability, row.task): row.failure_rate for row in report.behaviour}
    # The tiny model knows the word dividend and no verb, and companies are no keywords of it.
    assert rates["Dividend", "topic"] == 0
    assert rates["Macro", "topic"] == 1
    assert rates["verb reversed", "sentiment"] > 0.9
    assert rates["company name", "topic"] == 0
    shown = capsys.readouterr().out
    assert "invariance     company name" in shown
    assert "macro-F1" not in shown


def test_failed_cases_are_printed_per_class(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--model", str(_TINY), "--splits", "", "--per-class"]) == 0
    assert "Corvane cuts full-year forecast -> +0.000 | Corvane raises" in capsys.readouterr().out


def test_a_set_without_neutral_is_also_measured_without_it(smoke_run: Path, tmp_path: Path) -> None:
    (tmp_path / "surge-stock-sentiment").mkdir()
    (tmp_path / "surge-stock-sentiment/sentiment.csv").write_text(
        "Tweet Text,Sentiment\n$CRVN shares jump,Positive\n$DNMR names a finance chief,Negative\n"
    )
    report = evaluate(
        EvaluateArguments(model=smoke_run, splits="surge", data_dir=tmp_path, threads=1)
    )
    figures = {row.source: row.score for row in report.figures}
    assert list(figures) == ["surge", "surge, 2 classes"]
    # The smoke model calls the second neutral, so it is wrong of three classes.
    assert figures["surge"].accuracy == pytest.approx(0.5)
    assert report.temperatures_from.startswith("nowhere")
    assert [row.threshold for row in report.coverages] == [None, None]
    neutral = figures["surge, 2 classes"].classes[2]
    assert (neutral.label, neutral.support, neutral.precision) == ("neutral", 0, 0)

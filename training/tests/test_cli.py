"""The command line: help, exit status, and errors without a stack trace."""

import errno
import json
import os
from pathlib import Path

import pytest

from tidewatch_training.arguments import TrainArguments
from tidewatch_training.cli import main


@pytest.mark.parametrize("command", ["train", "evaluate", "export", "retrain"])
def test_help_explains_every_option(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main([command, "--help"])
    assert exit_.value.code == 0
    shown = capsys.readouterr().out
    assert "--data-dir" in shown
    assert "(default: " in shown


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        ([], "required"),
        (["fly"], "invalid choice"),
        (["train", "--epochs", "many"], "invalid int value"),
        (["train", "--epochs", "0"], "--epochs is 0: must be above 0"),
        (["train", "--dev-fraction", "1.5"], "must be from 0 to below 1"),
        (["train", "--precision", "fp8"], "invalid choice"),
        (["train", "--method", "prompt"], "invalid choice"),
        (["train", "--r-drop", "-1"], "--r-drop is -1.0: must be 0 or more"),
        (["train", "--class-balance", "nan"], "--class-balance is nan: must be 0 or more"),
    ],
)
def test_wrong_usage_exits_with_2(
    argv: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(argv)
    assert exit_.value.code == 2
    assert message in capsys.readouterr().err


def test_a_failure_exits_with_1_and_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "--model", str(tmp_path), "--splits", "valid"]) == 1
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert "train first" in error
    assert error.count("\n") == 1


def test_an_unforeseen_failure_of_the_disk_is_one_line_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(arguments: TrainArguments) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "file")

    monkeypatch.setattr("tidewatch_training.train.train", full)
    assert main(["train", "--smoke", "--out", str(tmp_path)]) == 1
    error = capsys.readouterr().err
    assert "No space left on device: 'file': check the path and the free space" in error
    assert error.count("\n") == 1


def test_evaluate_prints_a_table_and_writes_json(
    smoke_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out/figures.json"
    argv = ["evaluate", "--model", str(smoke_run), "--splits", "dev", "--json", str(target)]
    assert main([*argv, "--per-class", "--threads", "1"]) == 0
    shown = capsys.readouterr().out
    assert "macro-F1" in shown
    assert "Treasuries | Corporate Debt" in shown
    figures = json.loads(target.read_text(encoding="utf-8"))["figures"]
    assert {figure["score"]["task"] for figure in figures} == {"topic", "sentiment", "theme"}
    assert all(figure["score"]["accuracy"] > 0.9 for figure in figures)


def test_evaluate_refuses_an_unknown_split(
    smoke_run: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "--model", str(smoke_run), "--splits", "test"]) == 1
    assert "unknown split 'test'; known: valid, valid_noleak, dev" in capsys.readouterr().err

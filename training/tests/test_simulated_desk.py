"""The simulated desk, in a small way."""

import sys
from pathlib import Path

import pytest

from tidewatch_training.arguments import ExportArguments, RetrainArguments
from tidewatch_training.export import export


def test_three_rounds_of_answers_teach_the_new_kind_of_message(
    smoke_run: Path, repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "path", [*sys.path, str(repository / "training/experiments")])
    import simulated_desk as desk

    models = tmp_path / "models"
    export(ExportArguments(run=smoke_run, out=models, version="1.0.0", threads=1))
    base = RetrainArguments(
        models=models,
        runs=tmp_path / "runs",
        version="1.0.0",
        learning_rate=3e-3,
        head_learning_rate=3e-3,
        threads=1,
    )
    rows = desk.simulate(desk.SMOKE, base, rounds=3, a_round=40, test=60, error_rate=0.1)

    before, after = rows[0], rows[-1]
    assert [row["answers"] for row in rows] == [0, 54, 107, 160]
    for task in ("topic", "theme"):
        wrong_before, wrong_after = 1 - before["seenWording"][task], 1 - after["seenWording"][task]
        assert wrong_before > 0.2  # there is something to learn
        assert wrong_after < wrong_before / 2
    frozen = [figures for row in rows[1:] for figures in row["frozen"] if figures[0] == "dev"]
    assert len(frozen) == 18
    assert all(challenger > champion - 0.02 for *_, champion, challenger in frozen)
    table = desk.table(rows).splitlines()
    assert len(table) == 6
    assert "| 1.0.0 | 0 | " in table[2]

"""What a run leaves on disk when the disk is full, a file is damaged or the run is interrupted."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch

from conftest import smoke_arguments
from tidewatch_training.checkpoint import load_model, load_state, write_atomically
from tidewatch_training.cli import main
from tidewatch_training.errors import TidewatchError
from tidewatch_training.progress import Progress
from tidewatch_training.train import train


@contextmanager
def _full_disk(free_bytes: int) -> Iterator[None]:
    """Lets no file grow beyond `free_bytes`: the system refuses the write, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (free_bytes, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_failed_write_keeps_the_old_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "model.pt"
    write_atomically(path, {"step": 1})
    with (
        _full_disk(50_000),
        pytest.raises(TidewatchError, match=r"cannot write .*model\.pt: .*; free some space"),
    ):
        write_atomically(path, {"step": torch.zeros(100_000)})
    assert torch.load(path) == {"step": 1}
    assert [file.name for file in tmp_path.iterdir()] == ["model.pt"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TidewatchError, match=r"cannot write .*file.*model\.pt"):
        write_atomically(tmp_path / "file/model.pt", {})


@pytest.mark.parametrize("content", [b"", b"nothing of torch", "half"])
def test_a_damaged_checkpoint_is_named(tmp_path: Path, content: bytes | str) -> None:
    path = tmp_path / "state.pt"
    if content == "half":
        torch.save({"model": torch.zeros(1000)}, path)
        content = path.read_bytes()[:2000]
    path.write_bytes(content)
    with pytest.raises(TidewatchError, match=r"cannot read .*state\.pt: it is damaged .*again"):
        load_state(tmp_path)


def test_another_file_is_not_taken_for_a_model(tmp_path: Path) -> None:
    torch.save({"step": 1}, tmp_path / "model.pt")
    with pytest.raises(TidewatchError, match=r"model\.pt is not the model of a run"):
        load_model(tmp_path)


def test_an_interrupted_run_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupt(self: Progress, note: str) -> None:
        raise KeyboardInterrupt

    command = ["train", "--smoke", "--out", str(tmp_path), "--threads", "1", "--epochs", "1"]
    command += ["--checkpoint-steps", "1"]
    with monkeypatch.context() as patch:
        patch.setattr(Progress, "step", interrupt)
        assert main(command) == 1
    assert capsys.readouterr().err == (
        "interrupted; train --resume goes on from the last checkpoint\n"
    )
    # Before the first checkpoint there is nothing to go on from, and the message says it.
    assert main([*command, "--resume"]) == 1
    assert "state.pt is missing: train first" in capsys.readouterr().err


def test_a_run_of_an_older_release_can_be_resumed(tmp_path: Path) -> None:
    settings = smoke_arguments(tmp_path, epochs=1)
    train(settings)
    state = load_state(tmp_path)
    for name in ("method", "lora_rank", "lora_alpha", "class_balance", "r_drop"):
        del state["arguments"][name]
    write_atomically(tmp_path / "state.pt", state)
    train(smoke_arguments(tmp_path, epochs=1, resume=True))
    with pytest.raises(TidewatchError, match="method was full, is heads; give those of the"):
        train(smoke_arguments(tmp_path, epochs=1, resume=True, method="heads"))

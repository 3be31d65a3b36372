"""Bundles: whole or not there, checked by hash, never changed once released."""

import dataclasses
import json
from pathlib import Path

import pytest

from tidewatch_training import bundle, tiny
from tidewatch_training.bundle import (
    BundleContent,
    current_version,
    read_bundle,
    set_current,
    write_bundle,
)
from tidewatch_training.errors import TidewatchError


@pytest.fixture(scope="module")
def content() -> BundleContent:
    return tiny.content()


def test_a_written_bundle_can_be_read(tmp_path: Path, content: BundleContent) -> None:
    write_bundle(tmp_path / "1.0.0", content)
    read = read_bundle(tmp_path / "1.0.0")
    assert read.manifest["version"] == content.version
    assert read.temperatures == content.temperatures
    assert {path.name for path in tmp_path.iterdir()} == {"1.0.0"}


def test_a_half_written_bundle_is_never_picked_up(
    tmp_path: Path, content: BundleContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_bundle(tmp_path / "1.0.0", content)
    set_current(tmp_path, "1.0.0")
    real_write = bundle._write

    def full_disk(path: Path, data: bytes) -> None:
        if path.name == bundle.PARITY_FILE:
            raise OSError(28, "No space left on device")
        real_write(path, data)

    monkeypatch.setattr(bundle, "_write", full_disk)
    with pytest.raises(TidewatchError, match=r"cannot write .*1\.1\.0: .*No space left"):
        write_bundle(tmp_path / "1.1.0", content)
    monkeypatch.undo()

    assert {path.name for path in tmp_path.iterdir()} == {"1.0.0", "registry.json"}
    with pytest.raises(TidewatchError, match="cannot read"):
        set_current(tmp_path, "1.1.0")
    assert current_version(tmp_path) == "1.0.0"


def test_an_interrupted_write_leaves_nothing(
    tmp_path: Path, content: BundleContent, monkeypatch: pytest.MonkeyPatch
) -> None:
    real_write = bundle._write

    def interrupted(path: Path, data: bytes) -> None:
        if path.name == "model.fp16.onnx":
            raise KeyboardInterrupt
        real_write(path, data)

    monkeypatch.setattr(bundle, "_write", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_bundle(tmp_path / "1.0.0", dataclasses.replace(content, further={"fp16": b"model"}))
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_in_the_making_is_not_listed(tmp_path: Path, content: BundleContent) -> None:
    write_bundle(tmp_path / "1.0.0", content)
    write_bundle(tmp_path / ".1.1.0.killed.part", content)
    set_current(tmp_path, "1.0.0")
    assert json.loads((tmp_path / "registry.json").read_text(encoding="utf-8")) == {
        "schemaVersion": 1,
        "current": "1.0.0",
        "versions": ["1.0.0"],
    }


def test_a_released_version_is_never_overwritten(tmp_path: Path, content: BundleContent) -> None:
    write_bundle(tmp_path / "1.0.0", content)
    with pytest.raises(TidewatchError, match="a released version never changes"):
        write_bundle(tmp_path / "1.0.0", dataclasses.replace(content, card="changed"))


@pytest.mark.parametrize("name", ["model.int8.onnx", "tokenizer.json", "parity.json"])
def test_a_changed_or_missing_file_is_noticed(
    tmp_path: Path, content: BundleContent, name: str
) -> None:
    write_bundle(tmp_path / "1.0.0", content)
    with (tmp_path / "1.0.0" / name).open("ab") as file:
        file.write(b"x")
    with pytest.raises(TidewatchError, match=f"{name} is .* the manifest says"):
        read_bundle(tmp_path / "1.0.0")
    (tmp_path / "1.0.0" / name).unlink()
    with pytest.raises(TidewatchError, match=f"cannot read {name}"):
        read_bundle(tmp_path / "1.0.0")


def test_another_schema_is_refused(tmp_path: Path, content: BundleContent) -> None:
    write_bundle(tmp_path / "1.0.0", content)
    path = tmp_path / "1.0.0/manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8")) | {"schemaVersion": 2}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(TidewatchError, match="schema 2 is not known"):
        read_bundle(tmp_path / "1.0.0")

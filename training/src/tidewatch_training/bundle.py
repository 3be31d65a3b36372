"""Writes and reads model bundles, the folders that the streaming job loads.

`<version>/` holds `model.int8.onnx`, `tokenizer.json`, `parity.json`, `MODEL_CARD.md` and
`manifest.json`, which names the others with their SHA-256; and the model in further formats, such
as `model.fp16.onnx`, where they were asked for. A bundle is built in a hidden folder beside its
place and renamed, so a reader sees a whole bundle or none. `registry.json` beside the bundles names
the current one, and is replaced the same way.
"""

import hashlib
import json
import os
import shutil
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.predict import HIGHLIGHT_NAMES, INPUT_NAMES, Predict, onnx_predict
from tidewatch_training.processor import instruction_sets
from tidewatch_training.text import CLEANING_VERSION, model_text
from tidewatch_training.tokens import bare_tokenizer_json, encode, pad
from tidewatch_training.windows import cut, pooled

MODEL_FILE = "model.int8.onnx"
TOKENIZER_FILE = "tokenizer.json"
PARITY_FILE = "parity.json"
MANIFEST_FILE = "manifest.json"
CARD_FILE = "MODEL_CARD.md"
REGISTRY_FILE = "registry.json"
SCHEMA_VERSION = 1

_PARITY_TEXTS = Path(__file__).with_name("parity_texts.json")
_PARITY_DIGITS = 7
_HIGHLIGHT_DIGITS = 5


@dataclass(frozen=True)
class BundleContent:
    """Everything that a bundle says, apart from what follows from its files."""

    name: str
    version: str
    created_at: str
    """ISO-8601, UTC."""
    max_tokens: int
    model: bytes
    """The ONNX file."""
    tokenizer_json: str
    temperatures: dict[str, float]
    """Per task name; calibrated probabilities are softmax(logits / temperature)."""
    target_accuracy: float
    """What the answers at or above `certain_above` reach on dev, 0 to 1."""
    certain_above: dict[str, float | None]
    """Probability per task name; None where no threshold reaches the target."""
    training: dict[str, Any]
    metrics: dict[str, Any]
    card: str
    further: dict[str, bytes] = field(default_factory=dict)
    """The ONNX file in further formats, such as `fp32`."""


@dataclass(frozen=True)
class Bundle:
    """A bundle that was read back and whose files have the hashes of the manifest."""

    folder: Path
    manifest: dict[str, Any]
    tokenizer: Tokenizer

    def predict(self, threads: int = 1) -> Predict:
        """Opens the model on the CPU."""
        return onnx_predict(self.folder / MODEL_FILE, threads)

    @property
    def temperatures(self) -> dict[str, float]:
        """The temperature per task name."""
        return {task["name"]: task["temperature"] for task in self.manifest["tasks"]}


def write_bundle(folder: Path, content: BundleContent) -> None:
    """Writes a bundle as `folder`; raises TidewatchError when it exists or cannot be written."""
    if folder.exists():
        raise TidewatchError(f"{folder} exists: a released version never changes, take a new one")
    temporary = folder.parent / f".{folder.name}.{uuid.uuid4().hex}.part"
    try:
        temporary.mkdir(parents=True)
        _write(temporary / MODEL_FILE, content.model)
        for name, model in content.further.items():
            _write(temporary / further_file(name), model)
        _write(temporary / TOKENIZER_FILE, bare_tokenizer_json(content.tokenizer_json).encode())
        _write(temporary / PARITY_FILE, _parity_json(_parity(temporary, content)))
        _write(temporary / CARD_FILE, content.card.encode())
        _write(temporary / MANIFEST_FILE, _json(_manifest(temporary, content)))
        os.rename(temporary, folder)
    except OSError as error:
        raise TidewatchError(
            f"cannot write {folder}: {error}; free some space or give another --out"
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def further_file(form: str) -> str:
    """Returns the name of the file that holds the model in a further format."""
    return f"model.{form}.onnx"


def set_current(models: Path, version: str) -> None:
    """Makes `version` the current one in the registry of the folder `models`."""
    read_bundle(models / version)
    versions = sorted(path.parent.name for path in models.glob(f"[!.]*/{MANIFEST_FILE}"))
    registry = {"schemaVersion": SCHEMA_VERSION, "current": version, "versions": versions}
    temporary = models / f".{REGISTRY_FILE}.part"
    try:
        _write(temporary, _json(registry))
        os.replace(temporary, models / REGISTRY_FILE)
    except OSError as error:
        raise TidewatchError(f"cannot write {models / REGISTRY_FILE}: {error}") from error


def current_version(models: Path) -> str:
    """Returns the version that the registry names."""
    return _read_json(models / REGISTRY_FILE)["current"]


def read_bundle(folder: Path) -> Bundle:
    """Reads a bundle; raises TidewatchError when a file is missing or is not the manifest's."""
    manifest = _read_json(folder / MANIFEST_FILE)
    if manifest.get("schemaVersion") != SCHEMA_VERSION:
        raise TidewatchError(f"{folder}: schema {manifest.get('schemaVersion')} is not known")
    for name, expected in manifest["files"].items():
        try:
            actual = _fingerprint(folder / name)
        except OSError as error:
            raise TidewatchError(f"{folder}: cannot read {name} ({error})") from error
        if actual != expected:
            raise TidewatchError(f"{folder}: {name} is {actual}, the manifest says {expected}")
    return Bundle(folder, manifest, Tokenizer.from_file(str(folder / TOKENIZER_FILE)))


def parity_texts() -> list[tuple[str | None, str]]:
    """Returns (title, text) of the parity cases, all written for this project.

    The last one is all the others in a row: an article of several windows in many scripts.
    """
    cases = json.loads(_PARITY_TEXTS.read_text(encoding="utf-8"))
    texts = [(case["title"], case["text"]) for case in cases]
    return [*texts, (None, " ".join(model_text(title, text) for title, text in texts))]


def _parity(folder: Path, content: BundleContent) -> list[dict[str, Any]]:
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
    predict = onnx_predict(folder / MODEL_FILE)
    cases = []
    for title, text in parity_texts():
        (row,) = encode(tokenizer, [model_text(title, text)], None)
        windows = cut(row, content.max_tokens)
        outputs = [predict(*pad([window])) for window in windows]  # each alone in its batch
        probabilities = {
            task.name: pooled(
                np.concatenate(
                    [softmax(o[2 * index], content.temperatures[task.name]) for o in outputs]
                )
            )
            for index, task in enumerate(TASKS)
        }
        cases.append(
            {
                "title": title,
                "text": text,
                **({"tokenIds": row} if len(windows) == 1 else {"windows": windows}),
                "probabilities": {
                    name: [round(float(value), _PARITY_DIGITS) for value in values]
                    for name, values in probabilities.items()
                },
                "highlights": {  # of each token, one window after the other
                    task.name: [
                        round(float(fall), _HIGHLIGHT_DIGITS)
                        for o in outputs
                        for fall in o[2 * len(TASKS) + index][0]
                    ]
                    for index, task in enumerate(TASKS)
                },
            }
        )
    return cases


def _parity_json(cases: list[dict[str, Any]]) -> bytes:
    # One case a line: readable, and a change shows as one line.
    lines = ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases)
    return f'{{"schemaVersion": {SCHEMA_VERSION}, "cases": [\n{lines}\n]}}\n'.encode()


def _manifest(folder: Path, content: BundleContent) -> dict[str, Any]:
    variants = {"int8": MODEL_FILE} | {name: further_file(name) for name in content.further}
    return {
        "schemaVersion": SCHEMA_VERSION,
        "name": content.name,
        "version": content.version,
        "createdAt": content.created_at,
        "maxTokens": content.max_tokens,
        "files": {
            name: _fingerprint(folder / name)
            for name in (*variants.values(), TOKENIZER_FILE, PARITY_FILE)
        },
        "variants": variants,
        "inputs": [
            {"name": name, "type": "int64", "shape": ["batch", "length"]} for name in INPUT_NAMES
        ],
        "outputs": [
            {"name": f"{task.name}_{part}", "type": "float32", "shape": ["batch", width]}
            for task in TASKS
            for part, width in (("logits", str(len(task.labels))), ("attention", "length"))
        ]
        + [
            {"name": name, "type": "float32", "shape": ["batch", "length"]}
            for name in HIGHLIGHT_NAMES
        ],
        "targetAccuracy": content.target_accuracy,
        "tasks": [
            {
                "name": task.name,
                "labels": list(task.labels),
                "temperature": content.temperatures[task.name],
                "certainAbove": content.certain_above[task.name],
            }
            for task in TASKS
        ],
        "cleaning": CLEANING_VERSION,
        # Where parity.json was made.
        "processor": instruction_sets(),
        "training": content.training,
        "metrics": content.metrics,
    }


def _fingerprint(path: Path) -> dict[str, Any]:
    content = path.read_bytes()
    return {"sha256": hashlib.sha256(content).hexdigest(), "bytes": len(content)}


def _json(content: Any) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _read_json(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TidewatchError(f"cannot read {path}: {error}") from error

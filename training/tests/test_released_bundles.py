"""The bundles in the repository: the current release and the tiny test model."""

import json
from pathlib import Path

import numpy as np
import pytest

from tidewatch_training import tiny
from tidewatch_training.agreement import require_batch_independence
from tidewatch_training.bundle import Bundle, current_version, parity_texts, read_bundle
from tidewatch_training.export import LARGEST_FILE_BYTES
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.processor import instruction_sets
from tidewatch_training.text import model_text
from tidewatch_training.tokens import encode, pad
from tidewatch_training.windows import cut, text_logits

_HIGHLIGHTS = ["topic_highlight", "sentiment_highlight", "theme_highlight"]
_TINY = Path(__file__).parent / "fixtures/tiny-bundle"


@pytest.fixture(scope="module", params=["current", "tiny"])
def bundle(request: pytest.FixtureRequest, repository: Path) -> Bundle:
    if request.param == "tiny":
        return read_bundle(_TINY)
    models = repository / "onnx-models"
    return read_bundle(models / current_version(models))


def _cases(bundle: Bundle) -> list[dict]:
    return json.loads((bundle.folder / "parity.json").read_text(encoding="utf-8"))["cases"]


def test_the_contract_holds(bundle: Bundle) -> None:
    manifest = bundle.manifest
    assert manifest["cleaning"] == 1
    assert manifest["maxTokens"] == 128
    assert [task["name"] for task in manifest["tasks"]] == ["topic", "sentiment", "theme"]
    assert [len(task["labels"]) for task in manifest["tasks"]] == [20, 3, 15]
    outputs = [output["name"] for output in manifest["outputs"]]
    assert outputs[:6] == [
        f"{task}_{part}"
        for task in ("topic", "sentiment", "theme")
        for part in ("logits", "attention")
    ]
    # Bundles up to 2026.11.2 have neither highlights nor thresholds.
    newer = "targetAccuracy" in manifest
    assert outputs[6:] == (_HIGHLIGHTS if newer else [])
    assert all(("certainAbove" in task) == newer for task in manifest["tasks"])
    assert manifest["files"]["model.int8.onnx"]["bytes"] <= LARGEST_FILE_BYTES


def test_parity_cases_are_ours_and_enough(bundle: Bundle) -> None:
    cases = _cases(bundle)
    assert len(cases) >= 40
    # Bundles up to 2026.11.2 lack the last one, an article.
    assert [(case["title"], case["text"]) for case in cases] == parity_texts()[: len(cases)]
    assert all(len(row) <= 128 for case in cases for row in _windows(case))
    assert all(model_text(case["title"], case["text"]) for case in cases)


def test_parity_holds(bundle: Bundle) -> None:
    for case in _cases(bundle):
        # Bundles up to 2026.11.2 tell of a long text what its beginning gives.
        limit = 128 if "tokenIds" in case else None
        (row,) = encode(bundle.tokenizer, [model_text(case["title"], case["text"])], limit)
        assert cut(row, 128) == _windows(case)
        logits = text_logits(bundle.predict(), [row], 128, bundle.temperatures)
        for task in TASKS:
            probabilities = softmax(logits[task.name][0], bundle.temperatures[task.name])
            np.testing.assert_allclose(
                probabilities,
                case["probabilities"][task.name],
                atol=_tolerance(bundle),
                err_msg=case["text"],
            )
        if "targetAccuracy" in bundle.manifest:
            windows = [bundle.predict()(*pad([window]))[6:] for window in _windows(case)]
            for task, *highlights in zip(TASKS, *windows, strict=True):
                np.testing.assert_allclose(
                    np.concatenate(highlights, axis=1)[0],
                    case["highlights"][task.name],
                    atol=_tolerance(bundle),
                    err_msg=case["text"],
                )


def _tolerance(bundle: Bundle) -> float:
    """1e-3 allows for other roundings of float32; those of int8 go further on another processor."""
    made_on = bundle.manifest.get("processor", instruction_sets())
    return 1e-3 if made_on == instruction_sets() else 0.2


def test_the_tiny_bundle_has_long_parity_texts() -> None:
    counts = [len(_windows(case)) for case in _cases(read_bundle(_TINY))]
    assert counts[-1] > 10
    assert sum(count > 1 for count in counts) >= 2


def _windows(case: dict) -> list[list[int]]:
    return [case["tokenIds"]] if "tokenIds" in case else case["windows"]


def test_a_score_does_not_depend_on_the_batch(bundle: Bundle) -> None:
    rows = [row for case in _cases(bundle) for row in _windows(case)]
    assert require_batch_independence(bundle.predict(), rows, 128) < 1e-4


def test_attention_is_a_distribution_over_tokens(bundle: Bundle) -> None:
    rows = [row for case in _cases(bundle) for row in _windows(case)]
    input_ids, mask = pad(rows)
    outputs = bundle.predict()(input_ids, mask)
    for attention in outputs[1:6:2]:
        np.testing.assert_allclose(attention.sum(axis=1), 1, atol=1e-5)
        assert np.abs(attention[mask == 0]).max() == 0


def test_the_current_release_meets_its_bars(repository: Path) -> None:
    models = repository / "onnx-models"
    metrics = read_bundle(models / current_version(models)).manifest["metrics"]
    accuracy = {
        figure["task"]: figure["accuracy"]
        for figure in metrics["figures"]["int8"]
        if figure["split"] == "valid"
    }
    assert accuracy["topic"] >= 0.900
    assert accuracy["sentiment"] >= 0.885


def test_the_tiny_model_is_what_its_script_makes(tmp_path: Path) -> None:
    tiny.main(str(tmp_path / "tiny"))
    for name in ("model.int8.onnx", "tokenizer.json", "manifest.json", "MODEL_CARD.md"):
        if name == "manifest.json":  # names the parity file, whose last digits may differ by CPU
            continue
        assert (tmp_path / "tiny" / name).read_bytes() == (_TINY / name).read_bytes(), name


@pytest.mark.parametrize(("word", "votes"), tiny.KEYWORDS.items())
def test_the_tiny_model_knows_its_keywords(
    word: str, votes: tuple[str | None, str | None, str | None]
) -> None:
    labels = _tiny_labels(f"Alderpoint shares: {word} on Monday, says company")
    for task, vote in zip(TASKS, votes, strict=True):
        assert labels[task.name] == (vote or _DEFAULTS[task.name])


def test_the_tiny_models_keyword_is_its_highlight() -> None:
    bundle = read_bundle(_TINY)
    (row,) = encode(bundle.tokenizer, ["the company says fraud is up"], 128)
    outputs = bundle.predict()(*pad([row]))
    for highlight in outputs[6:]:
        assert bundle.tokenizer.id_to_token(row[int(highlight[0].argmax())]) == "fraud"
        assert highlight[0].max() > 0.5
        assert np.abs(np.sort(highlight[0])[:-1]).max() < 0.05


_DEFAULTS = {"topic": "General News | Opinion", "sentiment": "neutral", "theme": "none"}


def test_the_tiny_model_defaults_to_neutral_general_news() -> None:
    assert _tiny_labels("The company says nothing new") == _DEFAULTS


def _tiny_labels(text: str) -> dict[str, str]:
    bundle = read_bundle(_TINY)
    outputs = bundle.predict()(*pad(encode(bundle.tokenizer, [model_text(None, text)], 128)))
    return {
        task.name: task.labels[int(outputs[2 * index][0].argmax())]
        for index, task in enumerate(TASKS)
    }

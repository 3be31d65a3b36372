"""The export: what it writes, and that it refuses a model that disagrees."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from onnx import ModelProto, TensorProto
from tokenizers import Tokenizer

from tidewatch_training import smoke
from tidewatch_training.agreement import (
    LARGEST_FP16_DIFFERENCE,
    require_agreement,
    require_batch_independence,
    require_same,
)
from tidewatch_training.arguments import ExportArguments, UsageError
from tidewatch_training.builder import CONTRIB, GraphBuilder
from tidewatch_training.bundle import current_version, read_bundle
from tidewatch_training.checkpoint import TrainedModel, load_model, save_model
from tidewatch_training.data import Example
from tidewatch_training.errors import TidewatchError
from tidewatch_training.export import export
from tidewatch_training.formats import chosen_formats, graph_of
from tidewatch_training.graph import build
from tidewatch_training.labels import TASKS
from tidewatch_training.operators import require_fused
from tidewatch_training.predict import onnx_predict, torch_predict
from tidewatch_training.quantize import symmetric
from tidewatch_training.tokens import encode

_TASK_NAMES = [task.name for task in TASKS]


@pytest.fixture(scope="module")
def trained(smoke_run: Path) -> TrainedModel:
    return load_model(smoke_run)


@pytest.fixture(scope="module")
def rows(trained: TrainedModel) -> list[list[int]]:
    texts = [example.text for example in smoke.corpus()[::50]]
    # Texts of several lengths, so that batches are padded.
    texts = [" ".join([text] * (1 + index % 5)) for index, text in enumerate(texts)]
    return encode(Tokenizer.from_str(trained.tokenizer_json), texts, 128)


def test_an_export_can_be_read_back(smoke_run: Path, tmp_path: Path) -> None:
    export(ExportArguments(run=smoke_run, out=tmp_path, version="1.0.0", commit="abc", threads=1))
    assert current_version(tmp_path) == "1.0.0"
    manifest = read_bundle(tmp_path / "1.0.0").manifest
    assert [task["labels"] for task in manifest["tasks"]] == [list(task.labels) for task in TASKS]
    assert all(0.05 <= task["temperature"] <= 20 for task in manifest["tasks"])
    assert manifest["training"]["commit"] == "abc"
    assert manifest["metrics"]["batchDifference"] < 1e-4
    accuracy = manifest["metrics"]["figures"]["int8"][0]["accuracy"]
    assert f"| dev | all | topic | {len(_dev(smoke_run))} | {accuracy:.4f} |" in (
        tmp_path / "1.0.0/MODEL_CARD.md"
    ).read_text(encoding="utf-8")
    tokenizer = json.loads((tmp_path / "1.0.0/tokenizer.json").read_text(encoding="utf-8"))
    assert tokenizer["truncation"] is None
    assert tokenizer["padding"] is None


def _dev(run: Path) -> list[Example]:
    from tidewatch_training.splits import dev_of

    return dev_of(load_model(run).provenance["arguments"], None)


def test_an_export_of_a_disagreeing_model_fails_and_leaves_no_bundle(
    smoke_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = load_model(smoke_run)

    def tampered(model: TrainedModel, form: str) -> ModelProto:
        changed = dict(model.weights)
        changed["heads.topic.classify.weight"] = changed["heads.topic.classify.weight"] + 0.5
        changed["encoder.encoder.layer.1.output.dense.weight"] = torch.randn(32, 64)
        return graph_of(dataclasses.replace(model, weights=changed), form)

    save_model(tmp_path / "run", trained)
    monkeypatch.setattr("tidewatch_training.export.graph_of", tampered)
    with pytest.raises(TidewatchError, match="fp32 graph disagrees with the trained model"):
        export(ExportArguments(run=tmp_path / "run", out=tmp_path / "models", version="1.0.0", threads=1))
    assert not (tmp_path / "models").exists()


def test_the_graph_computes_what_the_model_computes(
    trained: TrainedModel, rows: list[list[int]]
) -> None:
    fp32, int8 = graph_of(trained, "fp32"), graph_of(trained, "int8")
    model = torch_predict(trained.build())
    assert require_same(model, onnx_predict(fp32.SerializeToString()), rows) < 1e-5
    assert require_fused("int8", int8.SerializeToString(), layers=2)["BiasGelu"] == 2


@pytest.fixture(scope="module")
def all_formats(smoke_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a bundle with every format."""
    folder = tmp_path_factory.mktemp("formats")
    arguments = ExportArguments(
        run=smoke_run, out=folder, version="1.0.0", formats="int8,fp32,fp16", threads=1
    )
    return export(arguments)


def test_further_formats_are_files_of_the_manifest(all_formats: Path) -> None:
    manifest = read_bundle(all_formats).manifest
    names = {form: f"model.{form}.onnx" for form in ("int8", "fp32", "fp16")}
    assert manifest["variants"] == names
    assert {*names.values(), "tokenizer.json", "parity.json"} == set(manifest["files"])
    for form, facts in manifest["metrics"]["furtherFormats"].items():
        assert facts["bytes"] == (all_formats / names[form]).stat().st_size
    card = (all_formats / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert "`model.fp16.onnx`" in card
    (all_formats / names["fp16"]).unlink()
    with pytest.raises(TidewatchError, match=r"cannot read model\.fp16\.onnx"):
        read_bundle(all_formats)


def test_fp16_computes_in_half_and_keeps_the_heads_exact(
    trained: TrainedModel, rows: list[list[int]]
) -> None:
    half = graph_of(trained, "fp16")
    types = {item.name: item.data_type for item in half.graph.initializer}
    encoder = {name: kind for name, kind in types.items() if name.startswith("encoder.")}
    assert set(encoder.values()) == {TensorProto.FLOAT16}
    heads = {kind for name, kind in types.items() if name.split(".")[0] in _TASK_NAMES}
    assert heads == {TensorProto.FLOAT}
    predict = onnx_predict(half.SerializeToString())
    reference = torch_predict(trained.build())
    difference = require_same(reference, predict, rows, "fp16", LARGEST_FP16_DIFFERENCE)
    assert difference > 1e-6  # rounded, and not the fp32 graph by mistake
    with pytest.raises(TidewatchError, match="the fp16 graph disagrees with the trained model"):
        require_same(reference, predict, rows, "fp16", difference / 2)


def test_an_overflow_in_fp16_fails_and_leaves_no_bundle(smoke_run: Path, tmp_path: Path) -> None:
    trained = load_model(smoke_run)
    name = "encoder.embeddings.word_embeddings.weight"
    # Layer normalisation takes the size away again, so float32 computes what it should.
    large = trained.weights | {name: trained.weights[name] * 1e7}
    save_model(tmp_path / "run", dataclasses.replace(trained, weights=large))
    arguments = ExportArguments(
        run=tmp_path / "run", out=tmp_path / "models", formats="int8,fp16", threads=1
    )
    with pytest.raises(TidewatchError, match="the fp16 graph disagrees with the trained"):
        export(arguments)
    assert not (tmp_path / "models").exists()


@pytest.mark.parametrize("formats", ["fp32", "", "int8,fp8", "int8,int8"])
def test_formats_that_cannot_be_are_refused(formats: str) -> None:
    with pytest.raises(UsageError, match="must name int8, which the streaming job reads"):
        chosen_formats(formats)


def test_int8_does_not_depend_on_the_batch(trained: TrainedModel, rows: list[list[int]]) -> None:
    predict = onnx_predict(graph_of(trained, "int8").SerializeToString())
    assert require_batch_independence(predict, rows, 128) < 1e-5


def test_quantisation_over_the_whole_batch_is_refused(
    trained: TrainedModel, rows: list[list[int]]
) -> None:
    def whole_batch(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
        values, scales = symmetric(weight, axis=0)
        constants = [
            builder.constant(f"{name}.int8", values),
            builder.constant(f"{name}.scales", scales[0]),
        ]
        return builder.node("DynamicQuantizeMatMul", [x, *constants], name, domain=CONTRIB)

    weights = {name: tensor.numpy() for name, tensor in trained.weights.items()}
    model = build(weights, layers=2, heads=2, epsilon=1e-12, linear=whole_batch)
    with pytest.raises(TidewatchError, match="a probability depends on the batch"):
        require_batch_independence(onnx_predict(model.SerializeToString()), rows, 128)


def _logits(labels: list[int], wrong: int) -> dict[str, np.ndarray]:
    logits = {}
    for task in TASKS:
        matrix = np.eye(len(task.labels), dtype=np.float32)[labels]
        matrix[:wrong] = np.roll(matrix[:wrong], 1, axis=1)
        logits[task.name] = matrix
    return logits


def test_int8_may_lose_little_and_must_agree() -> None:
    labels = [0, 1, 2, 1] * 100
    examples = [Example("text", (label,) * 3, "test", "c") for label in labels]
    exact = _logits(labels, wrong=0)
    accepted = require_agreement(examples, exact, _logits(labels, wrong=1))
    assert accepted.accuracy_loss["topic"] == pytest.approx(0.0025)
    assert accepted.agreement["topic"] == pytest.approx(0.9975)
    with pytest.raises(TidewatchError, match=r"accuracy falls by 0\.0075"):
        require_agreement(examples, exact, _logits(labels, wrong=3))
    # Equal accuracy is not enough: the labels themselves must stay.
    nothing_known = [Example("text", (0,) * 3, "test", "c")] + [
        Example("text", (-100,) * 3, "test", "c") for _ in labels[1:]
    ]
    with pytest.raises(TidewatchError, match=r"labels agree on 0\.9500"):
        require_agreement(nothing_known, exact, _shifted(exact, 20))


def _shifted(logits: dict[str, np.ndarray], rows: int) -> dict[str, np.ndarray]:
    shifted = {name: values.copy() for name, values in logits.items()}
    for values in shifted.values():
        values[-rows:] = np.roll(values[-rows:], 1, axis=1)
    return shifted

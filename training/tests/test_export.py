"""The export: what it writes, and that it refuses a model that disagrees."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from onnx import ModelProto, TensorProto
from torch import Tensor

from conftest import calibrated_graph
from tidewatch_training.agreement import (
    LARGEST_FP16_DIFFERENCE,
    require_agreement,
    require_batch_independence,
    require_same,
    require_same_highlights,
)
from tidewatch_training.arguments import ExportArguments, UsageError
from tidewatch_training.builder import CONTRIB, GraphBuilder
from tidewatch_training.bundle import current_version, read_bundle
from tidewatch_training.calibrate import UNCALIBRATED, Curve
from tidewatch_training.checkpoint import TrainedModel, load_model, save_model
from tidewatch_training.data import Example
from tidewatch_training.errors import TidewatchError
from tidewatch_training.evaluate import OpenModel, logits_of
from tidewatch_training.export import export
from tidewatch_training.formats import chosen_formats, graph_of
from tidewatch_training.graph import Arithmetic, build
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.operators import require_fused
from tidewatch_training.predict import onnx_predict, torch_predict
from tidewatch_training.quantize import symmetric
from tidewatch_training.reliability import expected_calibration_error, reliability
from tidewatch_training.tokens import pad

_TASK_NAMES = [task.name for task in TASKS]
_TEMPERATURES = {"topic": 0.7, "sentiment": 1.0, "theme": 2.0}


def test_an_export_can_be_read_back(smoke_run: Path, tmp_path: Path) -> None:
    comparisons = tmp_path / "comparisons.md"
    comparisons.write_text("### Seeds\n\nThree of them.\n", encoding="utf-8")
    export(
        ExportArguments(
            run=smoke_run,
            out=tmp_path,
            version="1.0.0",
            commit="abc",
            threads=1,
            comparisons=comparisons,
        )
    )
    assert current_version(tmp_path) == "1.0.0"
    manifest = read_bundle(tmp_path / "1.0.0").manifest
    assert [task["labels"] for task in manifest["tasks"]] == [list(task.labels) for task in TASKS]
    assert all(task["temperature"] == 1 for task in manifest["tasks"])  # the graph has curves
    assert set(manifest["metrics"]["curves"]) == set(_TASK_NAMES)
    assert manifest["targetAccuracy"] == 0.95
    assert manifest["training"]["commit"] == "abc"
    assert manifest["metrics"]["highlightsAgainstTrained"] < 1e-4
    assert manifest["metrics"]["batchDifference"] < 1e-4
    accuracy = manifest["metrics"]["figures"]["int8"][0]["accuracy"]
    card = (tmp_path / "1.0.0/MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"| dev | all | topic | {len(_dev(smoke_run))} | {accuracy:.4f} |" in card
    assert "\n### Seeds\n\nThree of them.\n" in card
    assert " g of CO2, if the machine drew 30 W" in card
    tokenizer = json.loads((tmp_path / "1.0.0/tokenizer.json").read_text(encoding="utf-8"))
    assert tokenizer["truncation"] is None
    assert tokenizer["padding"] is None


def _dev(run: Path) -> list[Example]:
    from tidewatch_training.splits import dev_of

    return dev_of(load_model(run).provenance["arguments"], None)


def test_answers_called_certain_reach_the_target_on_dev(smoke_run: Path, tmp_path: Path) -> None:
    arguments = ExportArguments(run=smoke_run, out=tmp_path, version="1.0.0", threads=1)
    bundle = read_bundle(export(arguments))
    dev = _dev(smoke_run)
    opened = OpenModel(bundle.tokenizer, 128, bundle.predict(), {})
    logits = logits_of(opened, dev)
    for index, task in enumerate(bundle.manifest["tasks"]):
        probabilities = softmax(logits[task["name"]], task["temperature"])
        certain = probabilities.max(axis=1).round(4) >= task["certainAbove"]
        truth = np.array([example.labels[index] for example in dev])
        right = probabilities.argmax(axis=1) == truth
        assert right[certain].mean() >= 0.95
        measured = bundle.manifest["metrics"]["figures"]["int8"][index]
        error = expected_calibration_error(reliability(probabilities, truth))
        assert (measured["source"], measured["task"]) == ("all", task["name"])
        assert measured["calibrationError"] == pytest.approx(error, abs=1e-4)
        facts = bundle.manifest["metrics"]["certain"][task["name"]]
        assert certain.mean() == pytest.approx(facts["coverage"], abs=1e-4)
        card = (bundle.folder / "MODEL_CARD.md").read_text(encoding="utf-8")
        assert f"- {task['name']}: {task['certainAbove']}, as are " in card


def test_an_export_of_a_disagreeing_model_fails_and_leaves_no_bundle(
    smoke_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = load_model(smoke_run)

    def tampered(model: TrainedModel, *how: Any) -> ModelProto:
        changed = dict(model.weights)
        changed["heads.topic.classify.weight"] = changed["heads.topic.classify.weight"] + 0.5
        changed["encoder.encoder.layer.1.output.dense.weight"] = torch.randn(32, 64)
        return graph_of(dataclasses.replace(model, weights=changed), *how)

    save_model(tmp_path / "run", trained)
    monkeypatch.setattr("tidewatch_training.export.graph_of", tampered)
    with pytest.raises(TidewatchError, match="fp32 graph disagrees with the trained model"):
        export(
            ExportArguments(
                run=tmp_path / "run", out=tmp_path / "models", version="1.0.0", threads=1
            )
        )
    assert not (tmp_path / "models").exists()


def test_the_graph_computes_what_the_model_computes(
    trained: TrainedModel, rows: list[list[int]]
) -> None:
    fp32, int8 = (
        calibrated_graph(trained, "fp32", _TEMPERATURES),
        calibrated_graph(trained, "int8", _TEMPERATURES),
    )
    model = torch_predict(trained.build())
    assert require_same(model, onnx_predict(fp32.SerializeToString()), rows) < 1e-5
    assert require_fused("int8", int8.SerializeToString(), layers=2)["BiasGelu"] == 2


@pytest.mark.parametrize("form", ["fp32", "int8", "fp16"])
def test_a_curve_scales_logits_and_highlights(
    trained: TrainedModel, rows: list[list[int]], form: str
) -> None:
    curves = {
        name: Curve(0.3, -0.2, 0.05, limit)
        for name, limit in zip(_TASK_NAMES, (1, 2, 9), strict=True)
    }
    plain = calibrated_graph(trained, form, UNCALIBRATED).SerializeToString()
    graph = calibrated_graph(trained, form, UNCALIBRATED, curves).SerializeToString()
    require_fused(form, graph, layers=2)
    before, after = onnx_predict(plain)(*pad(rows)), onnx_predict(graph)(*pad(rows))
    for index, task in enumerate(TASKS):
        scaled = curves[task.name].scaled(before[2 * index])
        np.testing.assert_allclose(after[2 * index], scaled, rtol=1e-4, atol=1e-5)
        # A text alone has one factor: its highlights are those of that plain temperature.
        row = after[2 * len(TASKS) + index][:1]
        factor = scaled[0, 0] / before[2 * index][0, 0]
        temperatures = UNCALIBRATED | {task.name: float(1 / factor)}
        at_temperature = calibrated_graph(trained, form, temperatures).SerializeToString()
        expected = onnx_predict(at_temperature)(*pad(rows))[2 * len(TASKS) + index][:1]
        np.testing.assert_allclose(row, expected, atol=1e-5)
        assert np.abs(expected - before[2 * len(TASKS) + index][:1]).max() > 1e-4


@pytest.mark.parametrize(
    ("form", "limit"), [("fp32", 1e-5), ("int8", 0.02), ("fp16", LARGEST_FP16_DIFFERENCE)]
)
def test_a_highlight_is_the_fall_without_the_token_in_the_pooling(
    trained: TrainedModel, rows: list[list[int]], form: str, limit: float
) -> None:
    model = trained.build()
    graph = calibrated_graph(trained, form, _TEMPERATURES).SerializeToString()
    outputs = onnx_predict(graph)(*pad(rows))
    input_ids, mask = map(torch.from_numpy, pad(rows))
    blocked = (1.0 - mask.float()) * torch.finfo(torch.float32).min
    with torch.inference_mode():
        states = model.encoder(input_ids, blocked[:, None, None, :]).last_hidden_state
        kinds = torch.softmax(model.kind(states, blocked)[0], dim=-1)
        for task, highlight in zip(TASKS, outputs[2 * len(TASKS) :], strict=True):

            def probabilities(blocked: Tensor, name: str = task.name) -> Tensor:
                logits = model.heads[name](states, blocked, kinds)[0]
                return torch.softmax(logits / _TEMPERATURES[name], -1)

            whole, label = probabilities(blocked).max(-1)
            expected = np.zeros(mask.shape, dtype=np.float32)
            for place in range(mask.shape[1]):
                without = blocked.clone()
                without[:, place] = torch.finfo(torch.float32).min
                after = probabilities(without).gather(1, label[:, None])[:, 0]
                expected[:, place] = ((whole - after) * mask[:, place]).numpy()
            np.testing.assert_allclose(highlight, expected, atol=limit)
            assert np.abs(expected).max() > 4 * limit
            assert (highlight[mask.numpy() == 0] == 0).all()


def test_without_its_only_token_a_text_has_its_bias_alone(trained: TrainedModel) -> None:
    graph = calibrated_graph(trained, "fp32", _TEMPERATURES).SerializeToString()
    outputs = onnx_predict(graph)(*pad([[5], [5, 6, 7]]))
    model = trained.build()
    _, kind_logits = model.with_kind(torch.tensor([[5]]), torch.tensor([[1]]))
    kinds = torch.softmax(kind_logits, dim=-1)
    for index, task in enumerate(TASKS):
        logits, highlight = outputs[2 * index][0], outputs[2 * len(TASKS) + index][0]
        bias = model.heads[task.name].classifier(kinds)[1][0].detach().numpy()
        label, temperature = logits.argmax(), _TEMPERATURES[task.name]
        fall = softmax(logits, temperature)[label] - softmax(bias, temperature)[label]
        np.testing.assert_allclose(highlight, [fall, 0, 0], atol=1e-6)


def test_a_token_with_all_the_attention_is_left_out_exactly(
    trained: TrainedModel, rows: list[list[int]]
) -> None:
    scores = {
        f"heads.{name}.score.weight": 40 * trained.weights[f"heads.{name}.score.weight"]
        for name in _TASK_NAMES
    }
    sharp = dataclasses.replace(trained, weights=trained.weights | scores)
    predict = onnx_predict(calibrated_graph(sharp, "fp32", _TEMPERATURES).SerializeToString())
    attention = predict(*pad(rows))[1 : 2 * len(TASKS) : 2]
    assert max(values.max() for values in attention) > 1 - 1e-6
    assert require_same_highlights(sharp.build(), predict, rows, _TEMPERATURES) < 1e-3
    assert require_batch_independence(predict, rows, 128) < 1e-3


def test_highlights_that_disagree_are_refused(trained: TrainedModel, rows: list[list[int]]) -> None:
    graph = calibrated_graph(trained, "fp32", dict.fromkeys(_TASK_NAMES, 3.0)).SerializeToString()
    with pytest.raises(TidewatchError, match="a highlight differs by"):
        require_same_highlights(trained.build(), onnx_predict(graph), rows, _TEMPERATURES)


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
    half = calibrated_graph(trained, "fp16", _TEMPERATURES)
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
        run=tmp_path / "run",
        out=tmp_path / "models",
        version="1.0.0",
        formats="int8,fp16",
        threads=1,
    )
    with pytest.raises(TidewatchError, match="the fp16 graph disagrees with the trained"):
        export(arguments)
    assert not (tmp_path / "models").exists()


def test_comparisons_that_cannot_be_read_are_refused_at_once(tmp_path: Path) -> None:
    arguments = ExportArguments(
        run=tmp_path / "no-run", version="1.0.0", comparisons=tmp_path / "missing.md"
    )
    with pytest.raises(TidewatchError, match=r"cannot read --comparisons .*missing\.md: No such"):
        export(arguments)


@pytest.mark.parametrize("formats", ["fp32", "", "int8,fp8", "int8,int8"])
def test_formats_that_cannot_be_are_refused(formats: str) -> None:
    with pytest.raises(UsageError, match="must name int8, which the streaming job reads"):
        chosen_formats(formats)


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
    model = build(
        weights,
        _TEMPERATURES,
        layers=2,
        heads=2,
        epsilon=1e-12,
        arithmetic=Arithmetic(linear=whole_batch),
    )
    with pytest.raises(TidewatchError, match="a probability or highlight depends on the batch"):
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

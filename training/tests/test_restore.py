"""A bundle's model, given back."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from onnx import numpy_helper

from conftest import calibrated_graph
from tidewatch_training.arguments import ExportArguments
from tidewatch_training.bundle import read_bundle
from tidewatch_training.calibrate import UNCALIBRATED
from tidewatch_training.checkpoint import TrainedModel, load_model
from tidewatch_training.errors import TidewatchError
from tidewatch_training.export import export
from tidewatch_training.labels import TASKS
from tidewatch_training.predict import onnx_predict, torch_predict
from tidewatch_training.restore import load_run_or_bundle, weights_of
from tidewatch_training.tokens import encode, pad


def test_a_bundle_gives_back_the_model_that_it_was_made_of(smoke_run: Path, tmp_path: Path) -> None:
    folder = export(ExportArguments(run=smoke_run, out=tmp_path, version="1.0.0", threads=1))
    run, restored = load_model(smoke_run), load_run_or_bundle(folder)
    assert restored.config == run.config
    assert restored.weights.keys() == run.weights.keys()
    assert restored.provenance["arguments"] == run.provenance["arguments"]
    bundle = read_bundle(folder)
    rows = encode(bundle.tokenizer, ["shares of the bank plunge", "profit rises"], 128)
    first, second = (
        onnx_predict(calibrated_graph(model, "fp32", UNCALIBRATED).SerializeToString())(*pad(rows))
        for model in (run, restored)
    )
    _assert_close(first, second)
    again = export(ExportArguments(run=folder, out=tmp_path, version="1.0.1", threads=1))
    before, after = bundle.predict()(*pad(rows)), read_bundle(again).predict()(*pad(rows))
    _assert_close(before, after)


def _assert_close(some: list[np.ndarray], others: list[np.ndarray]) -> None:
    """Logits within a hundredth of the largest."""
    for index in range(0, 2 * len(TASKS), 2):
        limit = np.abs(some[index]).max() / 100
        np.testing.assert_allclose(others[index], some[index], atol=limit)


def test_an_input_that_stayed_out_of_the_eight_bits_is_given_back(trained: TrainedModel) -> None:
    name = "encoder.encoder.layer.0.intermediate.dense"
    weights = {key: value.clone() for key, value in trained.weights.items()}
    weights[f"{name}.bias"][3] += 40  # so its GELU is far above all others
    loud = dataclasses.replace(trained, weights=weights)
    graph = calibrated_graph(loud, "int8", UNCALIBRATED)
    product = "encoder.layer.0.output.dense"
    constants = {item.name: numpy_helper.to_array(item) for item in graph.graph.initializer}
    assert constants[f"{product}.loud.index"].tolist() == [3]
    restored = weights_of(graph)
    for key in (f"encoder.{product}.weight", f"{name}.weight"):
        expected = weights[key].numpy()
        np.testing.assert_allclose(restored[key], expected, atol=np.abs(expected).max() / 50)
    # Its own weights are exact: they were never in eight bits.
    column = weights[f"encoder.{product}.weight"].numpy()[:, 3]
    np.testing.assert_array_equal(restored[f"encoder.{product}.weight"][:, 3], column)


def test_positions_that_nothing_reads_are_not_stored(trained: TrainedModel) -> None:
    short = dataclasses.replace(trained, max_tokens=64)
    graph = calibrated_graph(short, "fp32", UNCALIBRATED)
    (table,) = (item for item in graph.graph.initializer if item.name == "positions.table")
    assert list(table.dims) == [64, 32]


def test_another_kind_of_model_is_refused(repository: Path) -> None:
    with pytest.raises(TidewatchError, match="no encoder that this project exported"):
        load_run_or_bundle(repository / "training/tests/fixtures/tiny-bundle")


def test_what_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TidewatchError, match="train first, or give the folder of a run"):
        load_run_or_bundle(tmp_path)


def test_a_bundle_from_before_kinds_of_text_answers_as_it_did(repository: Path) -> None:
    folder = repository / "onnx-models/2026.11.4"
    texts = [
        "Bank defaults on its bonds as depositors flee",
        "Chipmaker raises its forecast after record sales",
        "Central bank leaves rates unchanged",
        "$CRVN plunges after fraud probe",
    ]
    bundle, restored = read_bundle(folder), load_run_or_bundle(folder)
    batch = pad(encode(bundle.tokenizer, texts, 128))
    before, after = bundle.predict()(*batch), torch_predict(restored.build())(*batch)
    for index in range(0, 2 * len(TASKS), 2):
        assert before[index].argmax(axis=1).tolist() == after[index].argmax(axis=1).tolist()

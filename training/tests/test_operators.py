"""The fused operators: counted in the file and in what the runtime makes of it."""

import onnx
import pytest
from onnx import ModelProto, helper

from conftest import calibrated_graph
from tidewatch_training import operators
from tidewatch_training.calibrate import UNCALIBRATED
from tidewatch_training.checkpoint import TrainedModel
from tidewatch_training.errors import TidewatchError
from tidewatch_training.model import NewsModel
from tidewatch_training.operators import expected_counts, operator_counts, require_fused
from tidewatch_training.smoke import base


@pytest.fixture(scope="module")
def trained() -> TrainedModel:
    """A model with random weights: the operators do not depend on them."""
    smoke = base()
    weights = NewsModel(smoke.config).state_dict()
    return TrainedModel(smoke.shape, weights, smoke.tokenizer_json, 128, {})


def _without_bias_gelu(model: ModelProto) -> ModelProto:
    """Splits every BiasGelu into two nodes, which no runtime fuses again."""
    split = onnx.ModelProto.FromString(model.SerializeToString())
    del split.graph.node[:]
    for node in model.graph.node:
        if node.op_type != "BiasGelu":
            split.graph.node.append(node)
            continue
        out = node.output[0]
        split.graph.node.extend(
            [
                helper.make_node("Add", node.input, [f"{out}.sum"], name=f"{out}.sum"),
                helper.make_node("Tanh", [f"{out}.sum"], [out], name=out),
            ]
        )
    return split


@pytest.mark.parametrize("form", ["int8", "fp32", "fp16"])
def test_every_format_keeps_its_fused_operators(trained: TrainedModel, form: str) -> None:
    counts = require_fused(
        form, calibrated_graph(trained, form, UNCALIBRATED).SerializeToString(), layers=2
    )
    assert counts["MultiHeadAttention"] == 2
    norms = {"int8": ("InstanceNormalization", 5)}.get(form, ("SkipLayerNormalization", 4))
    assert counts[norms[0]] == norms[1]
    assert counts["BiasGelu"] == 2
    assert expected_counts(form, 2).items() <= counts.items()


def test_a_file_without_a_fused_operator_is_refused(trained: TrainedModel) -> None:
    split = _without_bias_gelu(calibrated_graph(trained, "fp32", UNCALIBRATED)).SerializeToString()
    with pytest.raises(
        TidewatchError, match=r"fp32 graph of the file has 0 BiasGelu instead of 2: .*requirements"
    ):
        require_fused("fp32", split, layers=2)


def test_a_runtime_that_splits_an_operator_is_refused(
    trained: TrainedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = calibrated_graph(trained, "fp32", UNCALIBRATED)
    split = operator_counts(_without_bias_gelu(whole))
    monkeypatch.setattr(operators, "runtime_counts", lambda _: split)
    with pytest.raises(TidewatchError, match="graph of the runtime has 0 BiasGelu instead of 2"):
        require_fused("fp32", whole.SerializeToString(), layers=2)

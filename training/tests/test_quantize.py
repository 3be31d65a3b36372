"""Eight bits: near the model, and a function of the text alone."""

import numpy as np
from onnx import TensorProto, helper

from conftest import calibrated_graph
from tidewatch_training.agreement import require_batch_independence
from tidewatch_training.builder import GraphBuilder
from tidewatch_training.calibrate import UNCALIBRATED
from tidewatch_training.checkpoint import TrainedModel
from tidewatch_training.graph import fused_norm
from tidewatch_training.labels import TASKS
from tidewatch_training.predict import all_logits, onnx_predict, onnx_session, torch_predict
from tidewatch_training.quantize import Inputs, stable_norm, static_matmul

_LOUD = 5


def test_int8_does_not_depend_on_the_batch(trained: TrainedModel, rows: list[list[int]]) -> None:
    predict = onnx_predict(calibrated_graph(trained, "int8", UNCALIBRATED).SerializeToString())
    assert require_batch_independence(predict, rows, 128) < 1e-5


def test_int8_multiplies_small_numbers_and_answers_as_the_model_does(
    trained: TrainedModel, rows: list[list[int]]
) -> None:
    int8 = calibrated_graph(trained, "int8", UNCALIBRATED)
    products = [node for node in int8.graph.node if node.op_type == "MatMulIntegerToFloat"]
    types = {item.name: item.data_type for item in int8.graph.initializer}
    assert [types[node.input[1]] for node in products] == [TensorProto.INT8] * 8
    expected = all_logits(torch_predict(trained.build()), rows)
    actual = all_logits(onnx_predict(int8.SerializeToString()), rows)
    for task in TASKS:
        same = expected[task.name].argmax(axis=1) == actual[task.name].argmax(axis=1)
        assert same.mean() > 0.95
        assert np.abs(expected[task.name] - actual[task.name]).max() > 1e-4  # quantised indeed


def test_a_stable_norm_is_a_layer_norm() -> None:
    builder = GraphBuilder()
    generator = np.random.default_rng(3)
    gain, shift = generator.normal(size=(2, 32)).astype(np.float32)
    terms = [generator.normal(size=(2, 5, 32)).astype(np.float32) for _ in range(2)]
    names = [builder.constant(f"term{index}", term) for index, term in enumerate(terms)]
    affine = builder.constant("gain", gain), builder.constant("shift", shift)
    for form, norm in (("fused", fused_norm), ("stable", stable_norm)):
        norm(builder, form, [*names, builder.constant("bias", shift)], affine, 1e-12)
    model = builder.model("norms")
    del model.graph.input[:], model.graph.output[:]
    model.graph.output.extend(
        helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in ("fused", "stable")
    )
    fused, stable = onnx_session(model.SerializeToString()).run(["fused", "stable"], {})
    np.testing.assert_allclose(stable, fused, atol=1e-5)
    assert stable.shape == (2, 5, 32)


def _product(sample: np.ndarray, weight: np.ndarray) -> tuple[np.ndarray, GraphBuilder]:
    """The product in eight bits as ONNX Runtime computes it, and its graph."""
    builder = GraphBuilder()
    x = builder.constant("x", sample)
    inputs = {x: Inputs(sample.min(axis=0), sample.max(axis=0), sample)}
    static_matmul(inputs)(builder, "product", x, weight)
    model = builder.model("product")
    del model.graph.input[:], model.graph.output[:]
    model.graph.output.append(helper.make_tensor_value_info("product", TensorProto.FLOAT, None))
    (product,) = onnx_session(model.SerializeToString()).run(["product"], {})
    return product, builder


def _relative_error(product: np.ndarray, exact: np.ndarray) -> float:
    return float(np.square(product - exact).sum() / np.square(exact).sum())


def test_a_loud_input_takes_no_levels_from_the_others() -> None:
    generator = np.random.default_rng(4)
    sample = generator.normal(size=(200, 64)).astype(np.float32)
    weight = generator.normal(size=(64, 48)).astype(np.float32)
    quiet = _relative_error(_product(sample, weight)[0], sample @ weight)
    loud = sample.copy()
    loud[:8, _LOUD] = 300  # on a few tokens, as [CLS] and [SEP] are
    product, builder = _product(loud, weight)
    assert builder.value_of("product.loud.index").tolist() == [_LOUD]
    # The other tokens fare as if there were none.
    assert _relative_error(product[8:], loud[8:] @ weight) < 1.2 * quiet


def test_channels_of_unlike_size_cost_less_than_one_scale_for_all() -> None:
    generator = np.random.default_rng(5)
    sizes = np.geomspace(1, 30, 64, dtype=np.float32)
    sample = generator.normal(size=(400, 64)).astype(np.float32) * sizes
    weight = generator.normal(size=(64, 48)).astype(np.float32) / sizes[:, None]
    exact = sample @ weight
    scale = np.abs(sample).max() / 127
    one_scale = (np.round(sample / scale) * scale) @ weight
    product, _ = _product(sample, weight)
    assert _relative_error(product, exact) < _relative_error(one_scale, exact) / 4
    assert abs((product - exact).mean(axis=0)).max() < 1e-4  # nothing lies to one side


def test_zeros_stay_zero() -> None:
    product, _ = _product(np.zeros((4, 8), np.float32), np.ones((8, 3), np.float32))
    assert not product.any()

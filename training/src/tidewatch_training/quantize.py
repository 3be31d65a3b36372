"""Eight-bit arithmetic: a quarter of the size of float32, and more than twice the speed.

Weights are int8 with a scale per output channel, embeddings int8 with a scale per row, and the
inputs of the products uint8 with one scale and zero point each, fixed beforehand from the ranges
that training texts take (post-training static quantisation). Sums are exact in int32, so a text's
score does not depend on the texts beside it, as it would with ONNX Runtime's dynamic scales.

Rounding turns a difference of one bit before it into a different answer after it. Two releases of
ONNX Runtime agree to the bit on every operator used here except their layer norms, so the norm is
written in operators on which they do agree (`stable_norm`). Figures are in `LOG.md`, the reasons in
`docs/adr/0013`.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from onnx import ModelProto, TensorProto, helper

from tidewatch_training.builder import CONTRIB, GraphBuilder
from tidewatch_training.graph import Arithmetic, Linear, matmul
from tidewatch_training.predict import INPUT_NAMES, onnx_session
from tidewatch_training.tokens import pad

Ranges = Mapping[str, tuple[float, float]]
"""(lowest, highest) value by the name of the tensor."""

_LEVELS = 127.0
_UNSIGNED_LEVELS = 255.0
_TINY = 1e-12  # keeps the scale of an all-zero row above zero
_BATCH_SIZE = 32


def int8_arithmetic(ranges: Ranges) -> Arithmetic:
    """Returns the arithmetic of the int8 format.

    Args:
        ranges: of the inputs of all products, as a `RangeRecorder` measures them.
    """
    return Arithmetic(static_matmul(ranges), int8_gather, stable_norm)


def symmetric(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns (int8 values, float32 scales) with matrix ~ values * scales.

    The scales are the largest magnitudes along `axis` over 127, and keep that axis with size 1.
    """
    scales = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), _TINY) / _LEVELS
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float32)


def static_matmul(ranges: Ranges) -> Linear:
    """Returns the product of uint8 inputs and int8 weights, scaled back to float32.

    The inputs are unsigned because x86's VNNI instructions multiply unsigned by signed.
    """

    def linear(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
        low, high = min(ranges[x][0], 0.0), max(ranges[x][1], 0.0)  # zero must have a level
        scale = np.float32(max(high - low, _TINY) / _UNSIGNED_LEVELS)
        input_scale = builder.constant(f"{x}.scale", scale)
        zero_point = builder.constant(
            f"{x}.zero_point", np.uint8(np.clip(round(-low / scale), 0, 255))
        )
        quantised = builder.node("QuantizeLinear", [x, input_scale, zero_point], f"{x}.uint8")
        values, scales = symmetric(weight, axis=0)
        inputs = [
            quantised,
            builder.constant(f"{name}.int8", values),
            input_scale,
            builder.constant(f"{name}.scales", scales[0]),
            zero_point,
        ]
        return builder.node("MatMulIntegerToFloat", inputs, name, domain=CONTRIB)

    return linear


def int8_gather(builder: GraphBuilder, name: str, ids: str, table: np.ndarray) -> str:
    """Looks up a table that is stored as int8, a scale per row; the result is float32."""
    values, scales = symmetric(table, axis=1)
    row = builder.node("Gather", [builder.constant(f"{name}.int8", values), ids], f"{name}.row")
    scale = builder.node(
        "Gather", [builder.constant(f"{name}.scales", scales), ids], f"{name}.scale"
    )
    real = builder.node("Cast", [row], f"{name}.float", to=TensorProto.FLOAT)
    return builder.node("Mul", [real, scale], name)


def stable_norm(
    builder: GraphBuilder,
    name: str,
    terms: Sequence[str],
    affine: tuple[str, str],
    epsilon: float,
) -> str:
    """Sum and layer norm, equal to the bit in ONNX Runtime 1.28 and 1.30.

    An instance norm over one channel is a layer norm without gain and shift.
    """
    total = terms[0]
    for index, term in enumerate(terms[1:], start=1):
        total = builder.node("Add", [total, term], f"{name}.sum{index}")
    width = len(builder.value_of(affine[0]))
    one_channel = builder.constant("norm.shape", np.array([-1, 1, width]))
    rows = builder.node("Reshape", [total, one_channel], f"{name}.rows")
    one = builder.constant("norm.one", np.float32([1]))
    zero = builder.constant("norm.zero", np.float32([0]))
    unit = builder.node("InstanceNormalization", [rows, one, zero], f"{name}.unit", epsilon=epsilon)
    shape = builder.node("Shape", [total], f"{name}.shape")
    restored = builder.node("Reshape", [unit, shape], f"{name}.restored")
    scaled = builder.node("Mul", [restored, affine[0]], f"{name}.scaled")
    return builder.node("Add", [scaled, affine[1]], name)


class RangeRecorder:
    """Names the inputs of all products while a graph is built, then measures them."""

    def __init__(self) -> None:
        self._names: dict[str, None] = {}

    @property
    def arithmetic(self) -> Arithmetic:
        """float32 with the layer norms of int8, so that the tensors have the same names."""
        return Arithmetic(linear=self._linear, norm=stable_norm)

    def _linear(self, builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
        self._names[x] = None
        return matmul(builder, name, x, weight)

    def measure(self, model: ModelProto, rows: Sequence[Sequence[int]], threads: int) -> Ranges:
        """Returns the lowest and highest value of each input over all tokens of `rows`.

        Args:
            model: what was built with `arithmetic`.
            rows: token ids of each text.
            threads: that compute.
        """
        watched = ModelProto()
        watched.CopyFrom(model)
        watched.graph.output.extend(
            helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in self._names
        )
        session = onnx_session(watched.SerializeToString(), threads)
        lowest = dict.fromkeys(self._names, 0.0)
        highest = dict.fromkeys(self._names, 0.0)
        by_length = sorted(rows, key=len)
        for start in range(0, len(by_length), _BATCH_SIZE):
            input_ids, mask = pad(by_length[start : start + _BATCH_SIZE])
            feeds = dict(zip(INPUT_NAMES, (input_ids, mask), strict=True))
            present = mask.astype(bool)
            for name, values in zip(
                self._names, session.run(list(self._names), feeds), strict=True
            ):
                lowest[name] = min(lowest[name], float(values[present].min()))
                highest[name] = max(highest[name], float(values[present].max()))
        return {name: (lowest[name], highest[name]) for name in self._names}

"""Eight-bit arithmetic: a quarter of the size of float32, and more than twice the speed.

Weights are int8 with a scale per output channel, embeddings int8 with a scale per row, and the
inputs of the products uint8 with one scale and zero point each, fixed beforehand from the ranges
that training texts take (post-training static quantisation). Some channels of an encoder's states
are far larger than the others and would leave these a handful of levels, so each channel is divided
by a factor that its weights are multiplied by (SmoothQuant, https://arxiv.org/abs/2211.10438), and
one that is much louder still stays in float32 (as in LLM.int8(), https://arxiv.org/abs/2208.07339).
Sums are exact in int32, so a text's score does not depend on the texts beside it, as it would with
ONNX Runtime's dynamic scales.

Rounding turns a difference of one bit before it into a different answer after it. Two releases of
ONNX Runtime agree to the bit on every operator used here except their layer norms, so the norm is
written in operators on which they do agree (`stable_norm`). Figures are in `LOG.md`, the reasons in
`docs/adr/0013` and `0018`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from onnx import ModelProto, TensorProto, helper

from tidewatch_training.builder import CONTRIB, GraphBuilder
from tidewatch_training.graph import Arithmetic, Linear, matmul
from tidewatch_training.predict import INPUT_NAMES, onnx_session
from tidewatch_training.tokens import pad

_LEVELS = 127.0
_UNSIGNED_LEVELS = 255.0
_TINY = 1e-12  # keeps the scale of an all-zero row above zero
_STANDS_OUT = 1.5  # times as loud as the next
_ALPHAS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
_QUIETEST = 0.01  # of the loudest channel: what calibration hardly saw must not become loud
_BATCH_SIZE = 32
_SAMPLE = 1500  # tokens on which the error of a product is measured


@dataclass(frozen=True)
class Inputs:
    """What the inputs of a product were on training texts."""

    lowest: np.ndarray
    """[inputs], of all tokens."""
    highest: np.ndarray
    """[inputs], of all tokens."""
    sample: np.ndarray
    """[tokens, inputs], of some."""


InputsByName = Mapping[str, Inputs]
"""By the name of the tensor."""


def int8_arithmetic(inputs: InputsByName) -> Arithmetic:
    """Returns the arithmetic of the int8 format.

    Args:
        inputs: of all products, as an `InputRecorder` measures them.
    """
    return Arithmetic(static_matmul(inputs), int8_gather, stable_norm)


def symmetric(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns (int8 values, float32 scales) with matrix ~ values * scales.

    The scales are the largest magnitudes along `axis` over 127, and keep that axis with size 1.
    """
    scales = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), _TINY) / _LEVELS
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float32)


@dataclass(frozen=True)
class EightBits:
    """A product x W in eight bits: x * smoothing as uint8, W divided by it as int8.

    One input may be too loud for that and is multiplied in float32, apart.
    """

    apart: int | None
    """The loud input; its smoothing is 0."""
    smoothing: np.ndarray
    """[inputs]"""
    scale: np.float32
    """Of one level of the uint8 inputs."""
    zero_point: np.uint8
    values: np.ndarray
    """int8 [inputs, outputs]"""
    scales: np.ndarray
    """[1, outputs]"""

    @classmethod
    def of(cls, inputs: Inputs, weight: np.ndarray, alpha: float) -> "EightBits":
        """Returns the product whose levels span the inputs' range.

        Args:
            inputs: of the product.
            weight: [inputs, outputs].
            alpha: how much of the difficulty goes to the weights (0 to 1), SmoothQuant's equation
                4: smoothing_j = max|w_j|^(1 - alpha) / max|x_j|^alpha.
        """
        loudness = np.maximum(np.abs(inputs.lowest), np.abs(inputs.highest))
        second, first = np.argsort(loudness)[-2:]
        apart = int(first) if loudness[first] > _STANDS_OUT * loudness[second] else None
        others = np.arange(len(loudness)) != apart
        loudness = _at_least(_QUIETEST, loudness, loudness[others].max())
        largest = _at_least(_QUIETEST, np.abs(weight).max(axis=1), np.abs(weight[others]).max())
        factors = loudness**alpha / largest ** (1 - alpha)
        smoothing = (others / factors).astype(np.float32)
        # Zero must have a level.
        low = min((inputs.lowest * smoothing).min(), 0.0)
        high = max((inputs.highest * smoothing).max(), 0.0)
        scale = np.float32(max(high - low, _TINY) / _UNSIGNED_LEVELS)
        zero_point = np.uint8(np.clip(round(-low / scale), 0, _UNSIGNED_LEVELS))
        values, scales = symmetric(weight * (others * factors)[:, None], axis=0)
        return cls(apart, smoothing, scale, zero_point, values, scales)

    def __call__(self, x: np.ndarray, weight: np.ndarray) -> np.ndarray:
        """Returns the product [tokens, outputs] of x [tokens, inputs] and its weight."""
        zero = np.float32(self.zero_point)
        levels = np.clip(np.round(x * self.smoothing / self.scale) + zero, 0, _UNSIGNED_LEVELS)
        product = ((levels - zero) * self.scale) @ (self.values * self.scales)
        if self.apart is not None:
            product += np.outer(x[:, self.apart], weight[self.apart])
        return product


def _at_least(share: float, values: np.ndarray, largest: float) -> np.ndarray:
    return np.maximum(values, max(share * largest, _TINY))


def static_matmul(inputs: InputsByName) -> Linear:
    """Returns the product of uint8 inputs and int8 weights, scaled back to float32.

    The inputs are unsigned because x86's VNNI instructions multiply unsigned by signed. Each
    product has the alpha that errs least on the sample, where every token counts alike, however
    large its state; and the mean of what is left of the error is taken off it.
    """

    def linear(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
        sample = inputs[x].sample
        exact = sample @ weight
        sizes = np.square(exact).sum(axis=1) + _TINY

        def error(product: EightBits) -> float:
            off = np.square(product(sample, weight) - exact).sum(axis=1)
            return float((off / sizes).mean())

        best = min((EightBits.of(inputs[x], weight, alpha) for alpha in _ALPHAS), key=error)
        smoothing = builder.constant(f"{name}.smoothing", best.smoothing)
        smooth = builder.node("Mul", [x, smoothing], f"{x}.smooth")
        scale = builder.constant(f"{x}.scale", best.scale)
        zero_point = builder.constant(f"{x}.zero_point", best.zero_point)
        operands = [
            builder.node("QuantizeLinear", [smooth, scale, zero_point], f"{x}.uint8"),
            builder.constant(f"{name}.int8", best.values),
            scale,
            builder.constant(f"{name}.scales", best.scales[0]),
            zero_point,
            "",  # the weights' zero point, which is 0
            builder.constant(f"{name}.offset", (exact - best(sample, weight)).mean(axis=0)),
        ]
        if best.apart is None:
            return builder.node("MatMulIntegerToFloat", operands, name, domain=CONTRIB)
        product = builder.node("MatMulIntegerToFloat", operands, f"{name}.others", domain=CONTRIB)
        # A product by elements, not a MatMul: its bits do not depend on how many rows there are.
        index = builder.constant(f"{name}.loud.index", np.array([best.apart]))
        loud = builder.node("Gather", [x, index], f"{x}.loud", axis=-1)
        row = builder.constant(f"{name}.loud.weight", weight[best.apart])
        return builder.node(
            "Add", [product, builder.node("Mul", [loud, row], f"{name}.loud")], name
        )

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


class InputRecorder:
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

    def measure(
        self, model: ModelProto, rows: Sequence[Sequence[int]], threads: int
    ) -> InputsByName:
        """Returns what the inputs were over all tokens of `rows`.

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
        every = max(1, sum(len(row) for row in rows) // _SAMPLE)
        batches: dict[str, list[Inputs]] = {name: [] for name in self._names}
        by_length = sorted(rows, key=len)
        for start in range(0, len(by_length), _BATCH_SIZE):
            input_ids, mask = pad(by_length[start : start + _BATCH_SIZE])
            feeds = dict(zip(INPUT_NAMES, (input_ids, mask), strict=True))
            present = mask.astype(bool)
            for name, values in zip(
                self._names, session.run(list(self._names), feeds), strict=True
            ):
                tokens = values[present]
                batches[name].append(
                    Inputs(tokens.min(axis=0), tokens.max(axis=0), tokens[::every].copy())
                )
        return {
            name: Inputs(
                np.min([batch.lowest for batch in seen], axis=0),
                np.max([batch.highest for batch in seen], axis=0),
                np.concatenate([batch.sample for batch in seen]),
            )
            for name, seen in batches.items()
        }

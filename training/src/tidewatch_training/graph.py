"""Builds the ONNX graph of a trained model, node by node, from its weights.

Exporters emit many small nodes and leave it to pattern-matching passes to fuse them; a new release
of either side has silently broken those patterns before. The encoder is small, so its graph is
written here in the fused operators themselves (`MultiHeadAttention`, `SkipLayerNormalization`,
`BiasGelu` of ONNX Runtime's `com.microsoft` domain), and the export compares the outcome with the
trained model.

How matrix products, lookups and layer norms are carried out (`Arithmetic`) is the caller's choice;
see `quantize.py`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from onnx import ModelProto, TensorProto

from tidewatch_training.builder import CONTRIB, GraphBuilder
from tidewatch_training.calibrate import Curve
from tidewatch_training.heads import BLOCKED, add_heads

_MASK = "mask"

Weights = Mapping[str, np.ndarray]


Linear = Callable[[GraphBuilder, str, str, np.ndarray], str]
"""(builder, name, input, weight [in, out]) -> the product, without bias."""
Embedding = Callable[[GraphBuilder, str, str, np.ndarray], str]
"""(builder, name, ids, table [rows, width]) -> the rows of the ids, in the encoder's type."""
Norm = Callable[[GraphBuilder, str, Sequence[str], tuple[str, str], float], str]
"""(builder, name, terms, (gain, shift), epsilon) -> the layer norm of the sum of the terms.

The terms are states [batch, length, width], and last, where there are three, a bias [width].
"""


def matmul(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
    """The product in the type of the weight."""
    return builder.node("MatMul", [x, builder.constant(f"{name}.weight", weight)], name)


def gather(builder: GraphBuilder, name: str, ids: str, table: np.ndarray) -> str:
    """The table as it is."""
    return builder.node("Gather", [builder.constant(f"{name}.table", table), ids], name)


def fused_norm(
    builder: GraphBuilder,
    name: str,
    terms: Sequence[str],
    affine: tuple[str, str],
    epsilon: float,
) -> str:
    """Sum and layer norm in one operator of ONNX Runtime."""
    if len(terms) == 1:
        return builder.node("LayerNormalization", [*terms, *affine], name, axis=-1, epsilon=epsilon)
    states, bias = terms[:2], terms[2:]
    return builder.node(
        "SkipLayerNormalization",
        [*states, *affine, *bias],
        name,
        domain=CONTRIB,
        epsilon=epsilon,
    )


@dataclass(frozen=True)
class Arithmetic:
    """How the encoder computes; the heads always compute in float32."""

    linear: Linear = matmul
    embedding: Embedding = gather
    norm: Norm = fused_norm
    half: bool = False
    """Whether in float16."""


EXACT = Arithmetic()
"""float32 throughout."""


def build(
    weights: Weights,
    temperatures: Mapping[str, float],
    curves: Mapping[str, Curve] | None = None,
    *,
    layers: int,
    heads: int,
    epsilon: float,
    arithmetic: Arithmetic = EXACT,
) -> ModelProto:
    """Returns the ONNX model.

    Args:
        weights: the state of `NewsModel`, by its names.
        temperatures: per task name, for the highlights.
        curves: per task name, which scale the logits; None leaves them as they are.
        layers: transformer layers.
        heads: attention heads per layer.
        epsilon: of the layer norms.
        arithmetic: how the encoder computes.
    """
    builder = GraphBuilder()
    if arithmetic.half:
        with np.errstate(over="ignore"):  # too large a weight becomes infinite: parity fails
            weights = {
                name: value.astype(np.float16) if name.startswith("encoder.") else value
                for name, value in weights.items()
            }
    encoder = _Encoder(builder, weights, heads, epsilon, arithmetic)
    states = encoder.embed()
    builder.node("Cast", ["attention_mask"], _MASK, to=TensorProto.INT32)
    for layer in range(layers):
        states = encoder.layer(f"encoder.layer.{layer}", states)
    if arithmetic.half:
        states = builder.node("Cast", [states], "states", to=TensorProto.FLOAT)
    add_heads(builder, weights, states, temperatures, curves)
    return builder.model("tidewatch")


@dataclass(frozen=True)
class _Encoder:
    builder: GraphBuilder
    weights: Weights
    heads: int
    epsilon: float
    arithmetic: Arithmetic

    def embed(self) -> str:
        prefix = "encoder.embeddings"
        words = self.arithmetic.embedding(
            self.builder,
            "words",
            "input_ids",
            self.weights[f"{prefix}.word_embeddings.weight"],
        )
        # All tokens are of type 0: its embedding is added to the positions once, here.
        positions = self.builder.constant(
            "positions.table",
            self.weights[f"{prefix}.position_embeddings.weight"]
            + self.weights[f"{prefix}.token_type_embeddings.weight"][0],
        )
        zero, one = (self.builder.constant(f"int.{n}", np.array([n])) for n in (0, 1))
        shape = self.builder.node("Shape", ["input_ids"], "ids.shape")
        length = self.builder.node("Gather", [shape, one], "ids.length")
        used = self.builder.node("Slice", [positions, zero, length, zero], "positions")
        embedded = self.builder.node("Add", [words, used], "embedded")
        return self._normed("embeddings", [embedded])

    def layer(self, prefix: str, states: str) -> str:
        context = self._attention(f"{prefix}.attention", states)
        attended = self._add_and_norm(f"{prefix}.attention.output", context, states)
        wide = self._product(f"{prefix}.intermediate.dense", attended)
        active = self.builder.node(
            "BiasGelu",
            [wide, self._bias(f"{prefix}.intermediate.dense")],
            f"{prefix}.gelu",
            domain=CONTRIB,
        )
        return self._add_and_norm(f"{prefix}.output", active, attended)

    def _attention(self, prefix: str, states: str) -> str:
        parts = [f"{prefix}.self.{part}" for part in ("query", "key", "value")]
        # One product for the three: its input is quantised once.
        weight = np.concatenate([self.weights[f"encoder.{part}.weight"] for part in parts])
        bias = np.concatenate([self.weights[f"encoder.{part}.bias"] for part in parts])
        joint = self.arithmetic.linear(self.builder, f"{prefix}.joint", states, weight.T.copy())
        split = self.builder.nodes("Split", [joint], [f"{part}.out" for part in parts], axis=-1)
        return self.builder.node(
            "MultiHeadAttention",
            [*split, self.builder.constant(f"{prefix}.joint.bias", bias), _MASK],
            f"{prefix}.context",
            domain=CONTRIB,
            num_heads=self.heads,
            mask_filter_value=BLOCKED,
        )

    def _add_and_norm(self, prefix: str, x: str, skip: str) -> str:
        product = self._product(f"{prefix}.dense", x)
        return self._normed(prefix, [product, skip, self._bias(f"{prefix}.dense")])

    def _product(self, name: str, x: str) -> str:
        weight = self.weights[f"encoder.{name}.weight"].T.copy()
        return self.arithmetic.linear(self.builder, name, x, weight)

    def _normed(self, prefix: str, terms: Sequence[str]) -> str:
        gain, shift = (
            self.builder.constant(
                f"{prefix}.LayerNorm.{part}", self.weights[f"encoder.{prefix}.LayerNorm.{part}"]
            )
            for part in ("weight", "bias")
        )
        return self.arithmetic.norm(
            self.builder, f"{prefix}.normed", terms, (gain, shift), self.epsilon
        )

    def _bias(self, name: str) -> str:
        return self.builder.constant(f"{name}.bias", self.weights[f"encoder.{name}.bias"])

"""Eight-bit weights and embeddings: a quarter of the size, at the accuracy of float32.

Weights are stored as int8 with a scale per output channel, embeddings with a scale per row.
ONNX Runtime turns the weights back into float32 once, when it loads the model, and computes in
float32: activations are not quantised. Quantised activations run faster, but each rounding
amplifies float noise, so that probabilities differ by percents between two releases of ONNX
Runtime; and the usual dynamic scale makes a text depend on the texts beside it. Figures are in
`LOG.md`.
"""

import numpy as np
from onnx import TensorProto

from tidewatch_training.builder import GraphBuilder

_LEVELS = 127.0
_TINY = 1e-12  # keeps the scale of an all-zero row above zero


def symmetric(matrix: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns (int8 values, float32 scales) with matrix ~ values * scales.

    The scales are the largest magnitudes along `axis` over 127, and keep that axis with size 1.
    """
    scales = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), _TINY) / _LEVELS
    return np.round(matrix / scales).astype(np.int8), scales.astype(np.float32)


def int8_weight_matmul(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
    """The float32 product with a weight that is stored as int8, a scale per output channel."""
    values, scales = symmetric(weight, axis=0)
    stored = builder.constant(f"{name}.int8", values)
    scale = builder.constant(f"{name}.scales", scales)
    # Both nodes have constant inputs only: ONNX Runtime folds them when it loads the model.
    real = builder.node("Cast", [stored], f"{name}.float", to=TensorProto.FLOAT)
    return builder.node("MatMul", [x, builder.node("Mul", [real, scale], f"{name}.weight")], name)


def int8_gather(builder: GraphBuilder, name: str, ids: str, table: np.ndarray) -> str:
    """Looks up a table that is stored as int8, a scale per row; the result is float32."""
    values, scales = symmetric(table, axis=1)
    row = builder.node("Gather", [builder.constant(f"{name}.int8", values), ids], f"{name}.row")
    scale = builder.node(
        "Gather", [builder.constant(f"{name}.scales", scales), ids], f"{name}.scale"
    )
    real = builder.node("Cast", [row], f"{name}.float", to=TensorProto.FLOAT)
    return builder.node("Mul", [real, scale], name)

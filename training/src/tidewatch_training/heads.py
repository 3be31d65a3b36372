"""The task heads of an ONNX graph: logits, attention, and how much each token counts.

With H the token states and a, W, d a task's attention, class weights and bias, the highlight of
token i is its *pooled occlusion*: how far the calibrated probability of the predicted label falls
when i is left out of the pooling alone and the weights of the others are scaled up to sum to 1,

    logits without i = sum_(j != i) a_j W H_j / sum_(j != i) a_j + d.

The states stay as they are, so it costs no further pass of the encoder. Where nothing else has any
weight, as in a text of one token, d alone decides. The sums run over the tokens before i and those
after it: (W c - a_i W H_i) / (1 - a_i), which is the same, would lose its digits where a_i is near
1, and a highlight would then depend on the batch. What it is worth is measured in `LOG.md`.

W and d are those of the text's kind, as `model.py` says, so each text has its own; a model without
kinds has one for all.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from onnx import TensorProto

from tidewatch_training.builder import GraphBuilder
from tidewatch_training.calibrate import Curve
from tidewatch_training.labels import TASKS

BLOCKED = -1e4  # added to the score of padding; exp(-1e4) is 0, and float16 can hold it
_LEAST_SHARE = 1e-30  # keeps 0 / 0 out where a token has all the attention


def add_heads(
    builder: GraphBuilder,
    weights: Mapping[str, np.ndarray],
    states: str,
    temperatures: Mapping[str, float],
    curves: Mapping[str, Curve] | None = None,
) -> None:
    """Adds the outputs of every task.

    Args:
        builder: has the encoder already.
        weights: those of `NewsModel` whose names start with `heads.` and, unless the model has
            one classifier for all kinds of text, `kind.`.
        states: H, float32 [batch, length, width].
        temperatures: per task name, for the probabilities whose fall is the highlight.
        curves: per task name, which scale the logits; None leaves them as they are.
    """
    present = builder.node("Cast", ["attention_mask"], "present", to=TensorProto.FLOAT)
    absent = builder.node("Sub", [builder.constant("float.1", np.float32([1])), present], "absent")
    lowest = builder.constant("float.blocked", np.float32([BLOCKED]))
    blocked = builder.node("Mul", [absent, lowest], "blocked")
    kinds = None
    if "kind.score.weight" in weights:
        _attend(builder, weights, "kind", states, blocked)
        flat = builder.node("Squeeze", ["kind.pooled", _axis(builder, 1)], "kind.flat")
        guess = builder.node("Gemm", [flat, *_linear(builder, weights, "kind.classify")], "kind")
        kinds = builder.node("Softmax", [guess], "kinds", axis=-1)
    for task in TASKS:
        name = task.name
        _attend(builder, weights, name, states, blocked)
        unscaled = f"{name}_logits" if curves is None else f"{name}.unscaled"
        classify = _classify(builder, weights, name, kinds, unscaled)
        factor = None
        if curves is not None:
            factor = _factor(builder, name, unscaled, curves[name])
            builder.node("Mul", [unscaled, factor], f"{name}_logits")
        fall = _fall(builder, name, states, classify, temperatures[name], factor)
        builder.node("Mul", [fall, present], f"{name}_highlight")


def _axis(builder: GraphBuilder, number: int) -> str:
    return builder.constant(f"int.{number}", np.array([number]))


def _of(weights: Mapping[str, np.ndarray], name: str) -> np.ndarray:
    """Returns a head's weight; those of the guess of the kind have no `heads.` before them."""
    return weights[name if name.startswith("kind.") else f"heads.{name}"]


def _linear(builder: GraphBuilder, weights: Mapping[str, np.ndarray], name: str) -> list[str]:
    return [
        builder.constant(f"{name}.weight", _of(weights, f"{name}.weight").T.copy()),
        builder.constant(f"{name}.bias", _of(weights, f"{name}.bias")),
    ]


def _attend(
    builder: GraphBuilder, weights: Mapping[str, np.ndarray], name: str, states: str, blocked: str
) -> None:
    """Adds a, `<name>_attention` [batch, length], and c, `<name>.pooled` [batch, 1, width]."""
    weight, bias = _linear(builder, weights, f"{name}.score")
    product = builder.node("MatMul", [states, weight], f"{name}.product")
    column = builder.node("Squeeze", [product, _axis(builder, -1)], f"{name}.column")
    shifted = builder.node("Add", [column, bias], f"{name}.scores")
    visible = builder.node("Add", [shifted, blocked], f"{name}.visible")
    attention = builder.node("Softmax", [visible], f"{name}_attention", axis=-1)
    row = builder.node("Unsqueeze", [attention, _axis(builder, 1)], f"{name}.row")
    builder.node("MatMul", [row, states], f"{name}.pooled")


def _classify(
    builder: GraphBuilder,
    weights: Mapping[str, np.ndarray],
    name: str,
    kinds: str | None,
    logits: str,
) -> tuple[str, str]:
    """Adds the logits [batch, classes] under the given name, and returns W and d.

    W is [width, classes] and d [classes]; with kinds, [batch, width, classes] and [batch, 1,
    classes].
    """
    first = _axis(builder, 1)
    if kinds is None:
        weight, bias = _linear(builder, weights, f"{name}.classify")
        flat = builder.node("Squeeze", [f"{name}.pooled", first], f"{name}.flat")
        builder.node("Gemm", [flat, weight, bias], logits)
        return weight, bias
    shared = _of(weights, f"{name}.classify.weight").T
    width, classes = shared.shape
    changes = _of(weights, f"{name}.by_kind.weight").reshape(-1, classes, width)
    flattened = [
        builder.constant(
            f"{name}.by_kind.weight", changes.transpose(0, 2, 1).reshape(len(changes), -1).copy()
        ),
        builder.constant(f"{name}.classify.weight", shared.reshape(-1).copy()),
    ]
    each = builder.node("Gemm", [kinds, *flattened], f"{name}.weights.flat")
    shape = builder.constant(f"shape.{name}.weights", np.array([-1, width, classes]))
    weight = builder.node("Reshape", [each, shape], f"{name}.weights")
    biases = [
        builder.constant(
            f"{name}.by_kind.bias", _of(weights, f"{name}.by_kind.bias").reshape(-1, classes)
        ),
        builder.constant(f"{name}.classify.bias", _of(weights, f"{name}.classify.bias")),
    ]
    offset = builder.node("Gemm", [kinds, *biases], f"{name}.offset")
    bias = builder.node("Unsqueeze", [offset, first], f"{name}.biases")
    product = builder.node("MatMul", [f"{name}.pooled", weight], f"{name}.sum")
    row = builder.node("Squeeze", [product, first], f"{name}.sum.flat")
    builder.node("Add", [row, offset], logits)
    return weight, bias


def _factor(builder: GraphBuilder, name: str, logits: str, curve: Curve) -> str:
    """Adds what the curve scales each text's logits by, [batch, 1]."""
    p0, p1, p2, limit = (
        builder.constant(f"{name}.curve.{part}", np.float32([getattr(curve, part)]))
        for part in ("p0", "p1", "p2", "limit")
    )
    two = builder.constant("int.2", np.array([2]))
    largest, _ = builder.nodes(
        "TopK", [logits, two], [f"{name}.largest", f"{name}.largest.at"], axis=-1
    )
    first, second = builder.nodes("Split", [largest], [f"{name}.1st", f"{name}.2nd"], axis=-1)
    ahead = builder.node("Sub", [first, second], f"{name}.ahead")
    margin = builder.node("Min", [ahead, limit], f"{name}.margin")
    bend = builder.node("Mul", [margin, p2], f"{name}.bend")
    slope = builder.node("Add", [bend, p1], f"{name}.slope")
    rise = builder.node("Mul", [margin, slope], f"{name}.rise")
    exponent = builder.node("Add", [rise, p0], f"{name}.exponent")
    return builder.node("Exp", [exponent], f"{name}.factor")


def _fall(
    builder: GraphBuilder,
    name: str,
    states: str,
    classify: Sequence[str],
    temperature: float,
    factor: str | None,
) -> str:
    """Adds the fall of the predicted label's probability without each token, [batch, length].

    The factor of the whole text scales the logits without a token too.
    """
    weight, bias = classify
    divisor = builder.constant(f"{name}.temperature", np.float32([temperature]))

    def probabilities(logits: str, suffix: str) -> str:
        calibrated = builder.node("Div", [logits, divisor], f"{name}.calibrated{suffix}")
        return builder.node("Softmax", [calibrated], f"{name}.probabilities{suffix}", axis=-1)

    votes = builder.node("MatMul", [states, weight], f"{name}.votes")  # W H_i
    last = builder.constant("int.-1", np.array([-1]))
    share = builder.node("Unsqueeze", [f"{name}_attention", last], f"{name}.share")
    part = builder.node("Mul", [share, votes], f"{name}.part")
    least = builder.constant("float.least", np.float32([_LEAST_SHARE]))
    left = builder.node("Max", [_sum_of_others(builder, share), least], f"{name}.left")
    rest = builder.node("Div", [_sum_of_others(builder, part), left], f"{name}.rest")
    without = builder.node("Add", [rest, bias], f"{name}.without")
    if factor is not None:
        each = builder.node("Unsqueeze", [factor, last], f"{name}.factor.each")
        without = builder.node("Mul", [without, each], f"{name}.without.scaled")

    label = builder.node("ArgMax", [f"{name}_logits"], f"{name}.label", axis=-1, keepdims=1)
    whole = probabilities(f"{name}_logits", "")
    before = builder.node("ReduceMax", [whole], f"{name}.before", axes=[-1], keepdims=1)
    by_token = probabilities(without, ".without")  # [batch, length, classes]
    by_class = builder.node("Transpose", [by_token], f"{name}.by_class", perm=[0, 2, 1])
    after = builder.node("GatherND", [by_class, label], f"{name}.after", batch_dims=1)
    return builder.node("Sub", [before, after], f"{name}.fall")


def _sum_of_others(builder: GraphBuilder, x: str) -> str:
    """Adds, for each token of [batch, length, any], the sum of `x` over all other tokens."""
    axis = builder.constant("axis.1", np.array(1))
    before = builder.node("CumSum", [x, axis], f"{x}.before", exclusive=1)
    after = builder.node("CumSum", [x, axis], f"{x}.after", exclusive=1, reverse=1)
    return builder.node("Add", [before, after], f"{x}.others")

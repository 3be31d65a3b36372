"""Compares ways to run the encoder's matrix products in eight bits; the table is in LOG.md.

    .venv/bin/python experiments/quantisation.py runs/latest ../../shared/data

For each way: size, accuracy on dev, share of labels as in fp32, the largest change of a probability
between a text alone, among 19 others, and padded to 128 tokens, and texts per second (the ways take
turns, so that a busy machine slows all of them).
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from tokenizers import Tokenizer

from tidewatch_training.builder import CONTRIB, GraphBuilder
from tidewatch_training.calibrate import UNCALIBRATED
from tidewatch_training.checkpoint import TrainedModel, load_model
from tidewatch_training.data import Example, split
from tidewatch_training.formats import graph_of, seen_inputs
from tidewatch_training.graph import Arithmetic, Linear, Norm, build, fused_norm, gather, matmul
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.metrics import score
from tidewatch_training.predict import Predict, all_logits, onnx_predict
from tidewatch_training.quantize import int8_gather, stable_norm, symmetric
from tidewatch_training.splits import examples_of
from tidewatch_training.tokens import encode, pad

_THREADS = 2
_CALIBRATION_TEXTS = 256
_SPEED_TEXTS = 300
_SPEED_ROUNDS = 5
_BATCH_TEXTS = 100
_SEED = 0


def dynamic(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
    """One activation scale over the whole batch: ONNX Runtime's dynamic quantisation."""
    values, scales = symmetric(weight, axis=0)
    inputs = [
        x,
        builder.constant(f"{name}.int8", values),
        builder.constant(f"{name}.scales", scales[0]),
    ]
    return builder.node("DynamicQuantizeMatMul", inputs, name, domain=CONTRIB)


def int8_weight_matmul(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
    """The float32 product with a weight that is stored as int8: what releases to 2026.11.3 did."""
    values, scales = symmetric(weight, axis=0)
    stored = builder.constant(f"{name}.int8", values)
    scale = builder.constant(f"{name}.scales", scales)
    # Both nodes have constant inputs only: ONNX Runtime folds them when it loads the model.
    real = builder.node("Cast", [stored], f"{name}.float", to=onnx.TensorProto.FLOAT)
    return builder.node("MatMul", [x, builder.node("Mul", [real, scale], f"{name}.weight")], name)


def static(ranges: dict[str, tuple[float, float]], keep: tuple[str, ...] = ()) -> Linear:
    """Input scales measured beforehand, none by channel: what 2026.11.4 did.

    Products whose name ends like `keep` stay fp32.
    """

    def linear(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
        if any(part in name for part in keep):
            return matmul(builder, name, x, weight)
        low, high = min(ranges[x][0], 0.0), max(ranges[x][1], 0.0)  # zero must have a level
        scale = builder.constant(f"{x}.scale", np.float32((high - low) / 255))
        zero_point = builder.constant(
            f"{x}.zero_point", np.uint8(np.clip(round(-low / (high - low) * 255), 0, 255))
        )
        values, scales = symmetric(weight, axis=0)
        operands = [
            builder.node("QuantizeLinear", [x, scale, zero_point], f"{x}.uint8"),
            builder.constant(f"{name}.int8", values),
            scale,
            builder.constant(f"{name}.scales", scales[0]),
            zero_point,
        ]
        return builder.node("MatMulIntegerToFloat", operands, name, domain=CONTRIB)

    return linear


def blockwise(block: int) -> Linear:
    """Weights in blocks of `block` inputs, activations quantised per row and block."""

    def linear(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
        inputs, outputs = weight.shape
        blocks = weight.T.reshape(outputs, inputs // block, block)
        values, scales = symmetric(blocks, axis=2)
        stored = (values.astype(np.int16) + 128).astype(np.uint8)
        constants = [
            builder.constant(f"{name}.uint8", stored),
            builder.constant(f"{name}.scales", scales.reshape(-1)),
        ]
        return builder.node(
            "MatMulNBits",
            [x, *constants],
            name,
            domain=CONTRIB,
            K=inputs,
            N=outputs,
            bits=8,
            block_size=block,
            accuracy_level=4,
        )

    return linear


def row_quantized_matmul(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
    """Activations quantised row by row, weights per output channel.

    Each row is divided by its largest magnitude, so that one constant scale, 1/127, fits all rows,
    and the product is multiplied by the magnitude again. Activations are uint8 with zero point 128:
    x86's VNNI instructions multiply unsigned by signed, and int8 activations run 3 times slower.
    """
    largest = builder.node("ReduceMax", [x], f"{x}.largest", axes=[-1], keepdims=1)
    smallest = builder.node("ReduceMin", [x], f"{x}.smallest", axes=[-1], keepdims=1)
    opposite = builder.node("Neg", [smallest], f"{x}.opposite")
    tiny = builder.constant("float.tiny", np.float32(1e-12))
    magnitude = builder.node("Max", [largest, opposite, tiny], f"{x}.magnitude")
    unit = builder.node("Div", [x, magnitude], f"{x}.unit")
    scale = builder.constant("activation.scale", np.float32(1 / 127))
    zero_point = builder.constant("activation.zero_point", np.uint8(128))
    rows = builder.node("QuantizeLinear", [unit, scale, zero_point], f"{x}.uint8")
    values, scales = symmetric(weight, axis=0)
    product = builder.node(
        "MatMulIntegerToFloat",
        [
            rows,
            builder.constant(f"{name}.int8", values),
            scale,
            builder.constant(f"{name}.scales", scales[0]),
            zero_point,
        ],
        f"{name}.unit",
        domain=CONTRIB,
    )
    return builder.node("Mul", [product, magnitude], name)


@dataclass(frozen=True)
class Subject:
    """The model and texts that all ways are measured on."""

    trained: TrainedModel
    calibration_texts: list[str]
    calibration: list[list[int]]
    dev: list[Example]
    rows: list[list[int]]

    def graph(
        self, linear: Linear, small_embeddings: bool = True, norm: Norm = fused_norm
    ) -> onnx.ModelProto:
        """Builds the model with the given products and layer norms."""
        return build(
            {name: tensor.numpy() for name, tensor in self.trained.weights.items()},
            UNCALIBRATED,
            layers=self.trained.config["num_hidden_layers"],
            heads=self.trained.config["num_attention_heads"],
            epsilon=1e-12,
            arithmetic=Arithmetic(linear, int8_gather if small_embeddings else gather, norm),
        )

    def ranges(self, percentile: float) -> dict[str, tuple[float, float]]:
        """Returns (low, high) of each product's input on the calibration texts."""
        names: list[str] = []

        def record(builder: GraphBuilder, name: str, x: str, weight: np.ndarray) -> str:
            names.append(x)
            return matmul(builder, name, x, weight)

        model = self.graph(record, small_embeddings=False)
        model.graph.output.extend(
            onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None)
            for name in dict.fromkeys(names)
        )
        session = onnx_session(model)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in names}
        for start in range(0, len(self.calibration), 8):
            input_ids, mask = pad(self.calibration[start : start + 8])
            feeds = {"input_ids": input_ids, "attention_mask": mask}
            for name, value in zip(found, session.run(list(found), feeds), strict=True):
                tokens = value[mask.astype(bool)]
                low, high = np.percentile(tokens, [100 - percentile, percentile])
                found[name].append((float(low), float(high)))
        if percentile == 100:
            return {
                name: (min(low for low, _ in pairs), max(high for _, high in pairs))
                for name, pairs in found.items()
            }
        return {name: tuple(np.mean(pairs, axis=0)) for name, pairs in found.items()}


def onnx_session(model: onnx.ModelProto):
    """Opens a model whose outputs are not the contract's."""
    import onnxruntime

    return onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )


def subject(run: Path, data_dir: Path) -> Subject:
    """Reads the run and its texts."""
    trained = load_model(run)
    settings = trained.provenance["arguments"]
    train, dev = split(examples_of(settings, data_dir), settings["dev_fraction"])
    tokenizer = Tokenizer.from_str(trained.tokenizer_json)
    chosen = np.random.default_rng(_SEED).choice(len(train), _CALIBRATION_TEXTS, replace=False)
    texts = [train[index].text for index in chosen]
    return Subject(
        trained,
        texts,
        encode(tokenizer, texts, trained.max_tokens),
        dev,
        encode(tokenizer, [example.text for example in dev], trained.max_tokens),
    )


def ways(on: Subject) -> dict[str, Callable[[], onnx.ModelProto]]:
    """Returns the candidates by name."""
    return {
        "fp32": lambda: on.graph(matmul, small_embeddings=False),
        "A dynamic, whole batch": lambda: on.graph(dynamic),
        "B static, min-max": lambda: on.graph(static(on.ranges(100))),
        "B static, 99.99 %": lambda: on.graph(static(on.ranges(99.99))),
        "B static, 99.9 %": lambda: on.graph(static(on.ranges(99.9))),
        "B static, min-max, FFN output fp32": lambda: on.graph(
            static(on.ranges(100), keep=tuple(f"layer.{n}.output.dense" for n in range(6)))
        ),
        "B static, min-max, last layer fp32": lambda: on.graph(
            static(on.ranges(100), keep=("layer.5.",))
        ),
        "C blockwise 32": lambda: on.graph(blockwise(32)),
        "C blockwise 64": lambda: on.graph(blockwise(64)),
        "C blockwise 128": lambda: on.graph(blockwise(128)),
        "D per row": lambda: on.graph(row_quantized_matmul),
        "E int8 weights, float32 activations": lambda: on.graph(int8_weight_matmul),
        "G static, by channel, loud inputs apart, stable norms (chosen)": lambda: graph_of(
            on.trained,
            "int8",
            seen_inputs(on.trained, on.calibration_texts, _THREADS),
            UNCALIBRATED,
        ),
        "F static, min-max, stable norms": lambda: on.graph(
            static(on.ranges(100)), norm=stable_norm
        ),
        "fp32, stable norms": lambda: on.graph(matmul, norm=stable_norm),
    }


def batch_difference(predict: Predict, rows: list[list[int]]) -> tuple[float, float]:
    """Returns the largest change of a probability (among others, padded to 128 tokens)."""
    mixed = padded = 0.0
    for start in range(0, len(rows), 20):
        part = rows[start : start + 20]
        together = predict(*pad(part))
        for index, row in enumerate(part):
            alone, longer = predict(*pad([row])), predict(*pad([row], 128))
            for output in range(0, 2 * len(TASKS), 2):
                expected = softmax(alone[output][0])
                mixed = max(mixed, float(abs(softmax(together[output][index]) - expected).max()))
                padded = max(padded, float(abs(softmax(longer[output][0]) - expected).max()))
    return mixed, padded


def main(run: str, data_dir: str) -> None:
    """Prints the table."""
    on = subject(Path(run), Path(data_dir))
    models = {name: make().SerializeToString() for name, make in ways(on).items()}
    predicts = {name: onnx_predict(model, _THREADS) for name, model in models.items()}
    some = [
        on.rows[index]
        for index in np.random.default_rng(_SEED).choice(len(on.rows), _SPEED_TEXTS, replace=False)
    ]
    speeds: dict[str, list[float]] = {name: [] for name in predicts}
    for _ in range(_SPEED_ROUNDS):
        for name, predict in predicts.items():
            started = time.perf_counter()
            all_logits(predict, some)
            speeds[name].append(len(some) / (time.perf_counter() - started))
    exact = all_logits(predicts["fp32"], on.rows)
    columns = (
        "way", "MB", "dev accuracy: topic, sentiment, theme", "same label as fp32",
        "largest change against fp32", "in a batch", "padded", "texts/s, median",
    )  # fmt: skip
    print(f"| {' | '.join(columns)} |\n{'|---' * len(columns)}|")
    for name, predict in predicts.items():
        logits = all_logits(predict, on.rows)
        accuracies, same, change = [], [], 0.0
        for index, task in enumerate(TASKS):
            scored = score(task, [e.labels[index] for e in on.dev], logits[task.name])
            accuracies.append(f"{100 * scored.accuracy:.2f}")
            agree = logits[task.name].argmax(1) == exact[task.name].argmax(1)
            same.append(f"{100 * agree.mean():.2f}")
            difference = softmax(logits[task.name]) - softmax(exact[task.name])
            change = max(change, float(np.abs(difference).max()))
        mixed, padded = batch_difference(predict, some[:_BATCH_TEXTS])
        print(
            f"| {name} | {len(models[name]) / 1e6:.1f} | {', '.join(accuracies)} "
            f"| {', '.join(same)} | {change:.3f} | {mixed:.0e} | {padded:.0e} "
            f"| {np.median(speeds[name]):.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main(*sys.argv[1:])

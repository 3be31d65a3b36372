"""Checks that an exported graph has its fused operators, in the file and in the runtime.

A library upgrade that splits them again changes no probability, only the speed.
"""

import tempfile
from collections import Counter
from pathlib import Path

import onnx
from onnx import ModelProto

from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import TASKS
from tidewatch_training.predict import onnx_session


def operator_counts(model: ModelProto) -> dict[str, int]:
    """Returns how often each operator occurs, by name."""
    return dict(sorted(Counter(node.op_type for node in model.graph.node).items()))


def expected_counts(form: str, layers: int) -> dict[str, int]:
    """Returns how often each operator that takes time occurs in an encoder with its heads.

    Args:
        form: of `formats.FORMATS`.
        layers: transformer layers.
    """
    # Per layer: query-key-value, attention output, intermediate, output; per head: score, pooling,
    # logits, the tokens' votes; score and pooling of the guess of the text's kind.
    products, votes = 4 * layers, 4 * len(TASKS) + 2
    int8 = {
        "MatMulIntegerToFloat": products,
        "QuantizeLinear": products,
        "InstanceNormalization": 2 * layers + 1,
        "MatMul": votes,
    }
    floats = {
        "SkipLayerNormalization": 2 * layers,
        "LayerNormalization": 1,  # of the embeddings
        "MatMul": products + votes,
    }
    return {
        "MultiHeadAttention": layers,
        "BiasGelu": layers,
        # Per head: attention, probabilities with and without each token; attention and guess of
        # the kind. Those of the encoder are inside MultiHeadAttention.
        "Softmax": 3 * len(TASKS) + 2,
    } | (int8 if form == "int8" else floats)


def require_fused(form: str, model: bytes, layers: int) -> dict[str, int]:
    """Returns the operator counts of the file; it and the runtime must have those expected.

    Args:
        form: name of the format, for the message.
        model: the ONNX file.
        layers: transformer layers.

    Raises:
        TidewatchError: the file has other counts, or the graph that ONNX Runtime makes of it.
    """
    written = operator_counts(onnx.load_model_from_string(model))
    running = runtime_counts(model)
    for where, counts in (("file", written), ("runtime", running)):
        wrong = [
            f"{counts.get(name, 0)} {name} instead of {expected}"
            for name, expected in expected_counts(form, layers).items()
            if counts.get(name, 0) != expected
        ]
        if wrong:
            raise TidewatchError(
                f"the {form} graph of the {where} has {', '.join(wrong)}: it would run at another "
                "speed; take the libraries of requirements.txt, or measure and correct operators.py"
            )
    return written


def runtime_counts(model: bytes) -> dict[str, int]:
    """Returns the operator counts of the graph that ONNX Runtime runs after its optimisations."""
    with tempfile.TemporaryDirectory() as folder:
        optimised = Path(folder) / "optimised.onnx"
        onnx_session(model, optimised_file=optimised)
        return operator_counts(onnx.load_model(optimised))

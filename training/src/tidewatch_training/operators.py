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

# Of the padding's mask, of int8 embeddings, two of each highlight; those of weights are folded.
_RUNTIME_MUL = 2 + 2 * len(TASKS)


def operator_counts(model: ModelProto) -> dict[str, int]:
    """Returns how often each operator occurs, by name."""
    return dict(sorted(Counter(node.op_type for node in model.graph.node).items()))


def expected_counts(layers: int) -> dict[str, int]:
    """Returns how often each operator that takes time occurs in an encoder with its heads."""
    return {
        "MultiHeadAttention": layers,
        "SkipLayerNormalization": 2 * layers,
        "BiasGelu": layers,
        "LayerNormalization": 1,  # of the embeddings
        # Per layer: query-key-value, attention output, intermediate, output; per head: score,
        # pooling, the tokens' votes.
        "MatMul": 4 * layers + 3 * len(TASKS),
        # Per head: attention, probabilities with and without each token. Those of the encoder are
        # inside MultiHeadAttention.
        "Softmax": 3 * len(TASKS),
    }


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
            for name, expected in expected_counts(layers).items()
            if counts.get(name, 0) != expected
        ]
        if wrong:
            raise TidewatchError(
                f"the {form} graph of the {where} has {', '.join(wrong)}: it would run at another "
                "speed; take the libraries of requirements.txt, or measure and correct operators.py"
            )
    most = _RUNTIME_MUL + 4 * written.get("Exp", 0)  # an Exp and four Mul are a curve
    if running.get("Mul", 0) > most:
        raise TidewatchError(
            f"the {form} graph of the runtime has {running['Mul']} Mul, more than {most}: "
            "it would scale int8 weights anew for every batch; take the onnxruntime of "
            "requirements.txt"
        )
    return written


def runtime_counts(model: bytes) -> dict[str, int]:
    """Returns the operator counts of the graph that ONNX Runtime runs after its optimisations."""
    with tempfile.TemporaryDirectory() as folder:
        optimised = Path(folder) / "optimised.onnx"
        onnx_session(model, optimised_file=optimised)
        return operator_counts(onnx.load_model(optimised))

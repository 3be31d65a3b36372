"""What others would run instead: peers of the job, in Python, on the same texts and all cores.

Started by `./tidewatch bench` with the training environment:

    python peers.py BUNDLE TEXTS

BUNDLE is the folder of a model bundle, TEXTS a JSON array of texts in order of arrival. Each line
of the standard input names a peer and a number of texts, such as `pipeline-own 400`; they are taken
evenly from all. The answer is a line of JSON: `{"texts": 400, "seconds": 3.2}`. The end of the
input ends the program.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from tokenizers import Tokenizer
from transformers import (
    BertConfig,
    BertForSequenceClassification,
    PreTrainedTokenizerFast,
    pipeline,
)
from transformers.utils import logging

BATCH_SIZE = 32
LABELS = 3
CORES = len(os.sched_getaffinity(0))

Peer = Callable[[list[str]], None]


def hugging_face(bundle: Path, layers: int, width: int) -> Peer:
    """A Hugging Face pipeline with a BERT of this size; random weights are as fast as trained ones.

    It reads as many tokens as our model does at once.
    """
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(bundle / "tokenizer.json"), pad_token="[PAD]", unk_token="[UNK]"
    )
    # Twelve heads and an inner layer of four times the width, as in all BERT models of these sizes.
    config = BertConfig(
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=12,
        intermediate_size=4 * width,
        num_labels=LABELS,
    )
    torch.manual_seed(0)
    model = BertForSequenceClassification(config).eval()
    classify = pipeline(
        "text-classification", model=model, tokenizer=tokenizer, device="cpu", batch_size=BATCH_SIZE
    )
    return lambda texts: classify(texts, truncation=True, max_length=manifest(bundle)["maxTokens"])


def onnx(bundle: Path) -> Peer:
    """The bundle's model in ONNX Runtime, in batches as texts come, padded to the longest."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = CORES
    session = onnxruntime.InferenceSession(
        bundle / "model.int8.onnx", options, providers=["CPUExecutionProvider"]
    )
    tokenizer = Tokenizer.from_file(str(bundle / "tokenizer.json"))
    tokenizer.enable_truncation(manifest(bundle)["maxTokens"])
    tokenizer.enable_padding()

    def run(texts: list[str]) -> None:
        for first in range(0, len(texts), BATCH_SIZE):
            batch = tokenizer.encode_batch(texts[first : first + BATCH_SIZE])
            session.run(
                None,
                {
                    "input_ids": np.array([text.ids for text in batch], dtype=np.int64),
                    "attention_mask": np.array(
                        [text.attention_mask for text in batch], dtype=np.int64
                    ),
                },
            )

    return run


def manifest(bundle: Path) -> dict:
    """Return what the bundle says of our model."""
    return json.loads((bundle / "manifest.json").read_text())


@cache
def peer(name: str, bundle: Path) -> Peer:
    """Open the peer of that name, once."""
    match name:
        case "pipeline-finbert":
            return hugging_face(bundle, layers=12, width=768)
        case "pipeline-own":
            # Bundles up to 2026.11.2 do not tell their size, which is this.
            size = manifest(bundle)["metrics"].get("encoder", {"layers": 6, "width": 384})
            return hugging_face(bundle, **size)
        case "onnx-python":
            return onnx(bundle)
        case _:
            raise ValueError(f"there is no peer {name!r}")


def evenly(texts: list[str], count: int) -> list[str]:
    """Return texts from all parts of the list, at most `count`."""
    count = min(count, len(texts))
    return [texts[i * len(texts) // count] for i in range(count)]


def main() -> None:
    """Answer requests until there are no more."""
    bundle, texts = Path(sys.argv[1]), json.loads(Path(sys.argv[2]).read_text())
    torch.set_num_threads(CORES)
    logging.set_verbosity_error()
    for request in sys.stdin:
        name, count = request.split()
        run = peer(name, bundle)
        chosen = evenly(texts, int(count))
        run(chosen[:BATCH_SIZE])  # Warms up.
        start = time.perf_counter()
        run(chosen)
        print(
            json.dumps({"texts": len(chosen), "seconds": time.perf_counter() - start}), flush=True
        )


if __name__ == "__main__":
    main()

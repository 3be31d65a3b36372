"""Distillation: a small model learns from larger ones' probabilities, also where labels lack.

A teacher is a model, or a file of answers that models gave before (`experiments/teachers.py` makes
one): a NumPy archive with `keys` (`answer_key` of each text, uint64 [texts]), per task name the
logits [texts, classes], and `provenance`, the JSON of where they come from.
"""

import gzip
import hashlib
import json
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tidewatch_training.arguments import TrainArguments
from tidewatch_training.data import Example
from tidewatch_training.errors import TidewatchError
from tidewatch_training.evaluate import open_model
from tidewatch_training.labels import MISSING, TASKS
from tidewatch_training.predict import all_logits, compute_device
from tidewatch_training.progress import Progress
from tidewatch_training.text import clean
from tidewatch_training.tokens import encode

_BATCH_SIZE = 64


def unlabelled(paths: str, count: int) -> list[Example]:
    """Returns `count` different texts of each recorded stream, in the order of the file.

    Which ones depends on the texts alone: those whose SHA-256 is smallest.

    Args:
        paths: files of JSON lines with a `text` each, `.gz` or not, comma-separated.
        count: texts per file; a file with fewer gives all of them.

    Raises:
        TidewatchError: a file cannot be read, or a line is no JSON object with a text.
    """
    examples = []
    for path in (Path(item.strip()) for item in paths.split(",") if item.strip()):
        texts = _texts(path)
        chosen = set(sorted(texts, key=lambda text: hashlib.sha256(text.encode()).digest())[:count])
        name = path.name.partition(".")[0]
        examples += [
            Example(text, (MISSING,) * len(TASKS), name, "") for text in texts if text in chosen
        ]
    return examples


def _texts(path: Path) -> list[str]:
    texts: dict[str, None] = {}
    number = 0
    try:
        with gzip.open(path, "rt") if path.suffix == ".gz" else path.open() as lines:
            for line in lines:
                number += 1
                texts[clean(json.loads(line)["text"])] = None
    except (OSError, EOFError, zlib.error) as error:
        raise TidewatchError(
            f"cannot read {path}: {error}; check the path, or fetch the file again"
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise TidewatchError(
            f"{path}, line {number}: must be a JSON object with a text ({error!r})"
        ) from error
    texts.pop("", None)
    return list(texts)


def teach(
    arguments: TrainArguments, examples: Sequence[Example]
) -> tuple[tuple[Tensor, ...], list[dict[str, Any]]]:
    """Returns the teachers' mean logits per task, [texts, classes], and their provenance.

    Raises:
        TidewatchError: a teacher cannot be read, has learnt texts that are dev here, or does not
            answer for all texts.
    """
    paths = [Path(item.strip()) for item in arguments.teacher.split(",") if item.strip()]
    taught = [
        _answers(path, arguments, examples) if path.is_file() else _teach(path, arguments, examples)
        for path in paths
    ]
    logits = zip(*(logits for logits, _ in taught), strict=True)
    means = tuple(torch.stack(task).mean(dim=0) for task in logits)
    return means, [provenance for _, provenance in taught]


def _teach(
    folder: Path, arguments: TrainArguments, examples: Sequence[Example]
) -> tuple[tuple[Tensor, ...], dict[str, Any]]:
    teacher = open_model(folder, arguments.threads)
    _require_unseen_dev(folder, teacher.settings.get("dev_fraction", 0.0), arguments.dev_fraction)
    rows = encode(teacher.tokenizer, [example.text for example in examples], teacher.max_tokens)
    with (
        Progress(f"teacher {folder.name}", -(-len(rows) // _BATCH_SIZE)) as bar,
        torch.autocast(
            compute_device().type, dtype=torch.bfloat16, enabled=arguments.precision == "bf16"
        ),
    ):

        def predict(input_ids: Any, attention_mask: Any) -> list[Any]:
            outputs = teacher.predict(input_ids, attention_mask)
            bar.step("")
            return outputs

        logits = all_logits(predict, rows, _BATCH_SIZE)
    return tuple(torch.from_numpy(logits[task.name]) for task in TASKS), teacher.provenance


def answer_key(example: Example) -> int:
    """Returns what an example is found by in a file of answers: 64 bits of its source and text.

    The same text may be in two sources, each with an answer of its own.
    """
    digest = hashlib.sha256(f"{example.source}\n{example.text}".encode()).digest()
    return int.from_bytes(digest[:8], "big")


def _answers(
    path: Path, arguments: TrainArguments, examples: Sequence[Example]
) -> tuple[tuple[Tensor, ...], dict[str, Any]]:
    try:
        with np.load(path) as content:
            keys, provenance = content["keys"], json.loads(str(content["provenance"]))
            its_fraction = provenance["devFraction"]
            logits = [content[task.name] for task in TASKS]
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise TidewatchError(
            f"cannot read the answers in {path} ({error}): make them anew, or give a model's folder"
        ) from error
    _require_unseen_dev(path, its_fraction, arguments.dev_fraction)
    places = {int(key): place for place, key in enumerate(keys)}
    found = [places.get(answer_key(example)) for example in examples]
    if None in found:
        raise TidewatchError(
            f"{path} has no answer for {found.count(None)} of {len(found)} texts, the first being "
            f"{examples[found.index(None)].text!r}: give the sources and streams it was made from"
        )
    return tuple(torch.from_numpy(task[found]).float() for task in logits), provenance


def _require_unseen_dev(teacher: Path, its_fraction: float, fraction: float) -> None:
    if its_fraction < fraction:
        raise TidewatchError(
            f"the teacher {teacher} kept {its_fraction} of the clusters for dev, this run keeps "
            f"{fraction}: it has learnt part of dev; give --dev-fraction {its_fraction} or less"
        )


def distillation_loss(
    logits: Sequence[Tensor], targets: Sequence[Tensor], temperature: float
) -> Tensor:
    """Returns the mean over texts of the sum over tasks of T^2 KL(teacher || student).

    Both distributions are softened by the temperature T; T^2 keeps the size of the gradients
    (Hinton, Vinyals and Dean 2015, section 2).

    Args:
        logits: of the student, per task, [batch, classes].
        targets: of the teachers, likewise.
        temperature: T, above 0.
    """
    divergences = [
        nn.functional.kl_div(
            torch.log_softmax(student.float() / temperature, dim=-1),
            torch.log_softmax(target / temperature, dim=-1),
            reduction="batchmean",
            log_target=True,
        )
        for student, target in zip(logits, targets, strict=True)
    ]
    return temperature**2 * torch.stack(divergences).sum()

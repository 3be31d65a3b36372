"""Exports a trained model as a bundle, and fails when the bundle disagrees with the model."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from tidewatch_training.abstain import coverages_of
from tidewatch_training.agreement import (
    LARGEST_FP16_DIFFERENCE,
    require_agreement,
    require_batch_independence,
    require_same,
    require_same_highlights,
)
from tidewatch_training.arguments import ExportArguments, UsageError
from tidewatch_training.bundle import MODEL_FILE, BundleContent, set_current, write_bundle
from tidewatch_training.calibrate import UNCALIBRATED, Curve, fit_curve, fit_offsets
from tidewatch_training.card import card_of
from tidewatch_training.checkpoint import TrainedModel
from tidewatch_training.combine import averaged, with_offsets
from tidewatch_training.data import VALID, VALID_NOLEAK, Example, split
from tidewatch_training.errors import TidewatchError
from tidewatch_training.evaluate import OpenModel, logits_of, texts_of
from tidewatch_training.figures import ALL, Figure, by_source, figures_of, table
from tidewatch_training.formats import chosen_formats, graph_of, seen_inputs
from tidewatch_training.labels import MISSING, SENTIMENT, TASKS
from tidewatch_training.operators import require_fused
from tidewatch_training.predict import Predict, all_logits, onnx_predict, torch_predict
from tidewatch_training.quantize import InputsByName
from tidewatch_training.restore import load_run_or_bundle
from tidewatch_training.splits import DEV, examples_of
from tidewatch_training.tokens import encode

LARGEST_FILE_BYTES = 35_000_000

_COMPARED_TEXTS = 128
_INPUT_TEXTS = 1_024


def export(arguments: ExportArguments) -> Path:
    """Writes the bundle, makes it the current one unless told not to, and returns its folder.

    Raises:
        TidewatchError: the run cannot be read, the exported model disagrees with the trained one,
            the file is too large, or the bundle cannot be written.
    """
    formats = chosen_formats(arguments.formats)
    comparisons = _text_of(arguments.comparisons)
    trained = _averaged(arguments)
    settings = trained.provenance["arguments"]
    dev = texts_of(DEV, settings, arguments.data_dir)
    tokenizer = Tokenizer.from_str(trained.tokenizer_json)
    rows = encode(tokenizer, [example.text for example in dev], trained.max_tokens)
    if arguments.prior_source:
        trained = _with_prior_of(arguments.prior_source, trained, dev, rows, arguments.threads)

    inputs = _inputs(trained, settings, arguments)
    # The graph itself scales its logits: what reads a bundle needs no more than a temperature.
    unscaled = _int8_logits(trained, inputs, rows, arguments.threads)
    curves = {
        task.name: fit_curve(unscaled[task.name], [e.labels[index] for e in dev])
        for index, task in enumerate(TASKS)
    }
    temperatures = UNCALIBRATED
    files = {
        form: graph_of(trained, form, inputs, temperatures, curves).SerializeToString(
            deterministic=True
        )
        for form in dict.fromkeys(("fp32", *formats))
    }
    model_bytes = files["int8"]
    if len(model_bytes) > LARGEST_FILE_BYTES:
        raise TidewatchError(
            f"{MODEL_FILE} has {len(model_bytes)} bytes, more than {LARGEST_FILE_BYTES}"
        )
    layers, width = trained.config["num_hidden_layers"], trained.config["hidden_size"]
    operators = {form: require_fused(form, file, layers) for form, file in files.items()}
    exact = onnx_predict(files["fp32"], arguments.threads)
    small = onnx_predict(model_bytes, arguments.threads)

    some = rows[:: max(1, len(rows) // _COMPARED_TEXTS)]  # of every source
    network = trained.build()
    reference = _scaled(torch_predict(network), curves)
    differences = {"fp32": require_same(reference, exact, some)}
    plain = graph_of(trained, "fp32", inputs, UNCALIBRATED).SerializeToString()
    highlight_difference = require_same_highlights(
        network, onnx_predict(plain, arguments.threads), some, UNCALIBRATED
    )
    if "fp16" in formats:
        half = onnx_predict(files["fp16"], arguments.threads)
        differences["fp16"] = require_same(reference, half, some, "fp16", LARGEST_FP16_DIFFERENCE)
    batch_difference = require_batch_independence(small, some, trained.max_tokens)
    exact_logits, small_logits = all_logits(exact, rows), all_logits(small, rows)
    agreement = require_agreement(dev, exact_logits, small_logits)
    certain = {
        row.task: row
        for row in coverages_of(
            by_source(DEV, dev, small_logits), temperatures, arguments.target_accuracy
        )
        if row.source == ALL
    }

    figures = {
        "int8": figures_of(DEV, dev, small_logits, temperatures),
        "fp32": figures_of(DEV, dev, exact_logits, temperatures),
    }
    if arguments.report_valid:
        for name in (VALID, VALID_NOLEAK):
            examples = texts_of(name, settings, arguments.data_dir)
            for variant, predict in (("int8", small), ("fp32", exact)):
                opened = OpenModel(
                    tokenizer, trained.max_tokens, predict, trained.provenance, temperatures
                )
                logits = logits_of(opened, examples)
                figures[variant] += figures_of(name, examples, logits, temperatures)
    for variant, measured in figures.items():
        print(f"{variant}\n{table(measured)}")

    further = {form: files[form] for form in formats if form != "int8"}
    metrics = {
        "figures": {variant: _short(measured) for variant, measured in figures.items()},
        "fp32AgainstTrained": differences["fp32"],
        "highlightsAgainstTrained": highlight_difference,
        "batchDifference": batch_difference,
        "earlierLooks": arguments.earlier_looks,
        "int8AccuracyLoss": agreement.accuracy_loss,
        "int8Agreement": agreement.agreement,
        "certain": {
            task: {
                "above": row.threshold,
                "coverage": round(row.coverage, 4),
                "accuracy": row.accuracy and round(row.accuracy, 4),
            }
            for task, row in certain.items()
        },
        "curves": {task: dataclasses.asdict(curve) for task, curve in curves.items()},
        "encoder": {"layers": layers, "width": width},
        "rangeTexts": _INPUT_TEXTS,
        "operators": operators["int8"],
        "furtherFormats": {
            form: {"bytes": len(file), "againstTrained": differences[form]}
            for form, file in further.items()
        },
    }
    training = trained.provenance | {"commit": arguments.commit}
    name = f"tidewatch-{layers}x{width}"
    folder = arguments.out / arguments.version
    write_bundle(
        folder,
        BundleContent(
            name=name,
            version=arguments.version,
            created_at=datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            max_tokens=trained.max_tokens,
            model=model_bytes,
            tokenizer_json=trained.tokenizer_json,
            temperatures=temperatures,
            target_accuracy=arguments.target_accuracy,
            certain_above={task: row.threshold for task, row in certain.items()},
            training=training,
            metrics=metrics,
            card=card_of(
                name,
                arguments.version,
                len(model_bytes),
                temperatures,
                training,
                metrics,
                comparisons,
            ),
            further=further,
        ),
    )
    if not arguments.keep_current:
        set_current(arguments.out, arguments.version)
    print(f"wrote {folder}, {len(model_bytes) / 1e6:.1f} MB")
    return folder


def _text_of(path: Path | None) -> str:
    try:
        return "" if path is None else path.read_text(encoding="utf-8")
    except OSError as error:
        raise TidewatchError(f"cannot read --comparisons {path}: {error.strerror}") from error


def _averaged(arguments: ExportArguments) -> TrainedModel:
    models, shares = [load_run_or_bundle(arguments.run)], [arguments.share]
    for item in filter(None, arguments.average.split(",")):
        folder, _, share = item.partition("=")
        try:
            shares.append(float(share))
        except ValueError as error:
            raise UsageError(f"--average has {item!r}: must be folder=number") from error
        models.append(load_run_or_bundle(Path(folder)))
    return averaged(models, shares) if len(models) > 1 else models[0]


def _scaled(predict: Predict, curves: Mapping[str, Curve]) -> Predict:
    """Returns the model whose logits the curves have scaled."""

    def scaled(input_ids: np.ndarray, attention_mask: np.ndarray) -> list[np.ndarray]:
        outputs = list(predict(input_ids, attention_mask))
        for index, task in enumerate(TASKS):
            outputs[2 * index] = curves[task.name].scaled(outputs[2 * index])
        return outputs

    return scaled


def _inputs(
    trained: TrainedModel, settings: Mapping[str, Any], arguments: ExportArguments
) -> InputsByName:
    train, _ = split(examples_of(settings, arguments.data_dir), settings["dev_fraction"])
    some = train[:: max(1, len(train) // _INPUT_TEXTS)]  # of every source
    return seen_inputs(trained, [example.text for example in some], arguments.threads)


def _int8_logits(
    trained: TrainedModel, inputs: InputsByName, rows: Sequence[Sequence[int]], threads: int
) -> dict[str, np.ndarray]:
    """Returns logits [texts, classes] per task name of the int8 graph before its calibration."""
    graph = graph_of(trained, "int8", inputs, UNCALIBRATED)
    return all_logits(onnx_predict(graph.SerializeToString(), threads), rows)


def _with_prior_of(
    source: str,
    trained: TrainedModel,
    dev: Sequence[Example],
    rows: Sequence[Sequence[int]],
    threads: int,
) -> TrainedModel:
    chosen = [index for index, example in enumerate(dev) if example.source == source]
    labels = [dev[index].labels[TASKS.index(SENTIMENT)] for index in chosen]
    if all(label == MISSING for label in labels):
        raise UsageError(f"--prior-source {source!r} has no dev text with a sentiment")
    graph = graph_of(trained, "fp32", {}, UNCALIBRATED)
    predict = onnx_predict(graph.SerializeToString(), threads)
    logits = all_logits(predict, [rows[index] for index in chosen])[SENTIMENT.name]
    return with_offsets(trained, SENTIMENT, fit_offsets(logits, labels), source)


def _short(figures: Sequence[Figure]) -> list[dict[str, Any]]:
    return [
        {
            "split": figure.split,
            "source": figure.source,
            "task": figure.score.task,
            "texts": figure.score.texts,
            "accuracy": round(figure.score.accuracy, 4),
            "macroF1": round(figure.score.macro_f1, 4),
            "calibrationError": figure.calibration_error and round(figure.calibration_error, 4),
        }
        for figure in figures
    ]

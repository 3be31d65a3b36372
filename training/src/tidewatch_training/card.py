"""Writes the model card of a bundle from the figures that the export measured."""

from collections.abc import Mapping
from typing import Any

from tidewatch_training.base import licence_of
from tidewatch_training.labels import TASKS

_TEMPLATE = """# {name} {version}

Reads one financial text (a headline, a comment, or an article by windows of {max_tokens} tokens)
and gives three calibrated distributions: topic (20 classes), sentiment (negative, positive,
neutral) and risk theme (14, or none).

## Use

Finding surges of bad news in streams of English financial headlines and comments, under the eyes
of a person. Not for trading decisions without a person, not for judging people or firms from a
single text, not for other languages: a text in another language gets an answer, but a meaningless
one.

## Model

An encoder of {layers} layers of width {width} that all tasks share, started from the pre-trained
`{base}` ({licence}).
For each task t, with H the token states: a_t = softmax(H q_t + b_t) over the unmasked tokens,
c_t = sum_i a_t[i] H[i], logits W_t c_t + d_t. A head of the same form guesses whether a text is a
tweet, newswire or a headline, and W_t and d_t are what all kinds share plus the guessed kinds'
corrections, as their labellers drew the lines differently. Probabilities are softmax(logits /
temperature), with the temperatures {temperatures}.{curves}

`model.int8.onnx` has {megabytes:.1f} MB: embeddings are stored as int8, and the encoder's matrix
products multiply uint8 by int8, with scales fixed beforehand from what {range_texts:,} training
texts take. A text's probabilities do not depend on the texts beside it in a batch nor on
padding: on dev texts they changed by at most {batch_difference:.1e}. On a processor without int8
instructions (VNNI) it is slow and may answer differently: take fp32 there.{formats}

For each token, `<task>_highlight` says how far the probability of the predicted label falls when
the token is left out of the pooling alone. That marks the words that decide better than the
attention weights do (`training/LOG.md` has the figures), but not perfectly: the states of the other
tokens have seen the word, too.
{certain}

## Training data

| set | texts | licence |
|---|---|---|
{data}

Trained for {minutes:.0f} minutes (wall clock) on {device}: {history}{prior}
That took about {watt_hours:.0f} Wh, {grams:.0f} g of CO2, if the machine drew {watts} W and a
kilowatt-hour cost {intensity} g, about the world's mean; neither was measured.
Dev is {dev_percent:.0f} % of the clusters of near-copies. The validation files had been looked at
{looks} before the figures below were made; `training/LOG.md` says what followed from it.

## Figures

`valid` is the published validation file; it repeats some training texts, so `valid_noleak`, without
them, is the figure to believe. Dev figures are those of the split that training stopped on and
calibration was fitted on. ECE is the calibration error in 15 bins.

{figures}

Against the fp32 graph of the same weights, on dev: {losses}.
{comparisons}
## Known weaknesses

- Rare topics (IPO, Gold | Metals | Materials) have few training texts: their figures mean little.
- The topic "Financials" means a company's results, as in the tweet set, not the financial sector.
- It was trained on short texts. Articles of more than {max_tokens} tokens are read by windows, and
  what that is worth is known only from a comparison with the teacher (docs/adr/0008).
- Irony is rare in the sets and has not been measured.
"""

_WATTS = 30  # two server cores with their share of memory and cooling
_GRAMS_PER_KILOWATT_HOUR = 470  # Ember, Global Electricity Review 2025

# Licences as the sets' publishers state them.
_LICENCES = {
    "tweets-topic": "MIT (compilation)",
    "tweets-sentiment": "MIT (compilation)",
    "newswire": "labels by this project; texts by their publisher, not redistributed",
    "sentfin": "MIT",
    "authored": "this project",
    "smoke": "this project",
    "feedback": "labels by the people of the desk; texts by their publishers, not redistributed",
}
_STREAM = "recorded stream, without labels; texts by their publishers, not redistributed"


def card_of(
    name: str,
    version: str,
    model_bytes: int,
    temperatures: Mapping[str, float],
    training: Mapping[str, Any],
    metrics: Mapping[str, Any],
    comparisons: str = "",
) -> str:
    """Returns the card as Markdown.

    Args:
        name: of the model.
        version: of the bundle.
        model_bytes: size of the int8 file.
        temperatures: per task name.
        training: the run's provenance.
        metrics: what the export measured, as in the manifest.
        comparisons: Markdown on comparisons that were made apart.
    """
    settings = training["arguments"]
    return _TEMPLATE.format(
        name=name,
        version=version,
        max_tokens=settings["max_tokens"],
        base=training["base"],
        licence=licence_of(training["base"]),
        temperatures=", ".join(f"{task} {value}" for task, value in temperatures.items()),
        **metrics["encoder"],
        range_texts=metrics["rangeTexts"],
        curves=_curves(metrics.get("curves", {})),
        megabytes=model_bytes / 1e6,
        batch_difference=metrics["batchDifference"],
        certain=_certain(metrics.get("certain", {})),
        formats=_formats(metrics.get("furtherFormats", {})),
        data="\n".join(
            f"| {source} | {facts['texts']} | {_LICENCES.get(source, _STREAM)} |"
            for source, facts in _data(training).items()
        ),
        minutes=_seconds(training) / 60,
        watts=_WATTS,
        watt_hours=_WATTS * _seconds(training) / 3600,
        intensity=_GRAMS_PER_KILOWATT_HOUR,
        grams=_WATTS * _seconds(training) / 3_600_000 * _GRAMS_PER_KILOWATT_HOUR,
        history=_history(training),
        prior=_prior(training),
        device=_device(training),
        looks={1: "once", 2: "twice"}.get(
            metrics["earlierLooks"], f"{metrics['earlierLooks']} times"
        ),
        dev_percent=100 * settings["dev_fraction"],
        figures=_figure_table(metrics["figures"]),
        comparisons=f"\n{comparisons.strip()}\n" if comparisons else "",
        losses="; ".join(
            f"{task.name} loses {100 * metrics['int8AccuracyLoss'][task.name]:.2f} points of "
            f"accuracy, same label on {100 * metrics['int8Agreement'][task.name]:.2f} %"
            for task in TASKS
        ),
    )


def _curves(curves: Mapping[str, Mapping[str, float]]) -> str:
    """Tells of the scaling inside the graph; bundles up to 2026.11.2 have none."""
    if not curves:
        return ""
    parts = "; ".join(
        f"{task} {c['p0']}, {c['p1']}, {c['p2']}, {c['limit']}" for task, c in curves.items()
    )
    return (
        "\nThe graph calibrates its logits itself: before they come out they are multiplied by"
        "\nexp(p0 + p1 m + p2 m^2), with m the margin of the two largest, up to a limit; p0, p1, p2"
        f"\nand the limit were fitted on dev: {parts}."
    )


def _stages(training: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Returns the runs that led to the model, the first one first."""
    earlier = _stages(training["start"]) if "start" in training else []
    return [*earlier, training]


def _teachers(training: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Returns the runs that the model's runs followed, and those that these followed.

    Answers in a file are no run.
    """
    found: list[Mapping[str, Any]] = []
    for stage in _stages(training):
        for teacher in _teachers_of(stage):
            if "models" not in teacher:
                found += [*_teachers(teacher), teacher]
    return found


def _teachers_of(stage: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Returns the models that a run followed; manifests up to 2026.11.2 name one at most."""
    return stage.get("teachers", [stage["teacher"]] if "teacher" in stage else [])


def _others(training: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [other["training"] for other in training.get("averagedWith", [])]


def _all_stages(training: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Returns every run that the model is made of, once."""
    runs: list[Mapping[str, Any]] = []
    for model in (*_teachers(training), training, *_others(training)):
        runs += [
            stage for stage in _stages(model) if not any(_same_run(stage, run) for run in runs)
        ]
    return runs


def _seconds(training: Mapping[str, Any]) -> int:
    return sum(stage["seconds"] for stage in _all_stages(training))


def _data(training: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the sets of all runs, by source."""
    return {source: facts for run in _all_stages(training) for source, facts in run["data"].items()}


def _stage_text(training: Mapping[str, Any]) -> str:
    return ", then ".join(_describe(stage) for stage in _stages(training))


def _history(training: Mapping[str, Any]) -> str:
    """Tells of the runs that made the model; of those of an average, each once and by number."""
    if "averagedWith" not in training:
        return _stage_text(training) + "."
    runs: list[Mapping[str, Any]] = []
    lines = []
    members = []
    shares = [training["share"], *(other["share"] for other in training["averagedWith"])]
    for model, share in zip((training, *_others(training)), shares, strict=True):
        number = 0
        for stage in _stages(model):
            before = f"from run {number}, " if number else ""
            number = next((n for n, run in enumerate(runs, 1) if _same_run(run, stage)), 0)
            if not number:
                runs.append(stage)
                number = len(runs)
                lines.append(f"{number}. {before}{_describe(stage)}")
        members.append(f"run {number}, share {share:.2f}")
    return "\n\n" + "\n".join(lines) + f"\n\nThe weights are a mean: {'; '.join(members)}."


def _same_run(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one[key] == other[key] for key in ("arguments", "dev"))


def _prior(training: Mapping[str, Any]) -> str:
    """Tells of a moved prior, or nothing."""
    if "prior" not in training:
        return ""
    prior = training["prior"]
    return (
        f" The class prior of {prior['task']} was then fitted on the dev texts of "
        f"{prior['source']} (offsets {', '.join(map(str, prior['offsets']))})."
    )


def _describe(stage: Mapping[str, Any]) -> str:
    settings = stage["arguments"]
    weights = settings.get("label_weights") or settings.get("source_weights")
    weighted = f" with the weights {weights}" if weights else ""
    regularised = f", with R-Drop {settings['r_drop']}" if settings.get("r_drop") else ""
    taught = ""
    teachers = _teachers_of(stage)
    if teachers:
        taught = (
            f", following with share {settings['teacher_share']} (temperature "
            f"{settings['teacher_temperature']}) "
            + ", and ".join(_describe_teacher(teacher) for teacher in teachers)
        )
    return (
        f"{stage['epochs']} epochs on {', '.join(stage['data'])}{weighted} at learning rate "
        f"{settings['learning_rate']} (heads {settings['head_learning_rate']}, seed "
        f"{settings['seed']}){_method(stage)}{regularised}{taught}"
    )


def _describe_teacher(teacher: Mapping[str, Any]) -> str:
    base = f"from the pre-trained `{teacher['base']}` ({licence_of(teacher['base'])})"
    if "models" in teacher:
        return (
            f"the mean of {teacher['models']} models {base}, which took "
            f"{teacher['seconds'] / 60:.0f} minutes on {teacher['device']}; each text was answered "
            "by those that had not learnt it"
        )
    return f"a teacher {base}, itself trained for {_stage_text(teacher)}"


def _method(stage: Mapping[str, Any]) -> str:
    """Tells what a run trained; nothing of runs that do not say."""
    if "trainedParameters" not in stage:
        return ""
    settings = stage["arguments"]
    name = {
        "full": "all weights",
        "lora": f"LoRA of rank {settings['lora_rank']} and the heads",
        "heads": "the heads alone",
    }[settings["method"]]
    return (
        f", training {name} ({stage['trainedParameters']:,} parameters) in "
        f"{stage['seconds'] / 60:.0f} minutes"
    )


def _formats(further: Mapping[str, Mapping[str, Any]]) -> str:
    return "".join(
        f"\n`model.{form}.onnx` ({facts['bytes'] / 1e6:.1f} MB) is the same model in {form}: its "
        f"probabilities\non dev texts differ from the trained model's by at most "
        f"{facts['againstTrained']:.1e}."
        for form, facts in further.items()
    )


def _device(training: Mapping[str, Any]) -> str:
    device = training.get("device", "cpu")  # manifests up to 2026.11.2 do not say
    return f"{training['arguments']['threads']} CPU threads" if device == "cpu" else device


def _certain(tasks: Mapping[str, Mapping[str, Any]]) -> str:
    """Tells from which probability on an answer is certain; nothing of models that do not say."""
    if not tasks:
        return ""
    lines = [f"- {name}: {_coverage(facts)}" for name, facts in tasks.items()]
    return "\n".join(["\nAn answer is certain from this probability of its label on:\n", *lines])


def _coverage(facts: Mapping[str, Any]) -> str:
    if facts["above"] is None:
        return "never, as no threshold reaches the accuracy wanted"
    return (
        f"{facts['above']}, as are {100 * facts['coverage']:.0f} % of the answers on dev, "
        f"{100 * facts['accuracy']:.1f} % of them right"
    )


def _error(figure: Mapping[str, Any]) -> str:
    """Returns the calibration error; manifests up to 2026.11.2 do not have it."""
    return f"{figure['calibrationError']:.4f}" if "calibrationError" in figure else ""


def _figure_table(figures: Mapping[str, list[Mapping[str, Any]]]) -> str:
    lines = [
        "| split | source | task | texts | int8 accuracy | int8 macro-F1 | int8 ECE "
        "| fp32 accuracy | fp32 macro-F1 |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for small, exact in zip(figures["int8"], figures["fp32"], strict=True):
        lines.append(
            f"| {small['split']} | {small['source']} | {small['task']} | {small['texts']} "
            f"| {small['accuracy']:.4f} | {small['macroF1']:.4f} | {_error(small)} "
            f"| {exact['accuracy']:.4f} | {exact['macroF1']:.4f} |"
        )
    return "\n".join(lines)

"""A simulated desk: a new kind of message, people who err at a known rate, rounds of retraining.

    .venv/bin/python experiments/simulated_desk.py --models ../onnx-models --data-dir DATA_DIR

The messages are written for this experiment, about invented companies: what a credit desk says of a
borrower in trouble, which has few words that sound bad. Each round two people label some of them,
the champion is retrained on all that they have said so far, and a challenger that passes the gate
takes its place. A retraining whose model cannot be exported (too much is lost in int8, say) is
tried again with another seed, twice at most. Accuracy is measured on messages that nobody has
labelled: half of them in wording that people have seen, half in wording of their own. The folder of
models is left as it is.
"""

import argparse
import json
import random
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tidewatch_training import smoke
from tidewatch_training.arguments import RetrainArguments
from tidewatch_training.bundle import current_version, set_current
from tidewatch_training.data import Example
from tidewatch_training.errors import TidewatchError
from tidewatch_training.evaluate import logits_of, open_model
from tidewatch_training.files import write_atomically
from tidewatch_training.labels import TASKS, Task
from tidewatch_training.retrain import Comparison, retrain

_TRIES = 3

Labels = tuple[str, str, str]


@dataclass(frozen=True)
class Kind:
    """A kind of message, by the wordings it comes in; `{}` stands for the company."""

    seen: Mapping[str, Labels]
    """The right labels by wording."""
    unseen: Mapping[str, Labels]
    """Wordings that people never label."""
    companies: Sequence[str]
    tails: Sequence[str]


_TROUBLE = ("Treasuries | Corporate Debt", "negative", "credit and default")
CREDIT = Kind(
    seen=dict.fromkeys(
        (
            "{} asks lenders for a covenant holiday",
            "{} agrees amend and extend with its term loan lenders",
            "{} elects to pay its next coupon in kind",
            "{} draws its revolver in full",
            "{} launches exchange offer at 60 cents on the dollar",
            "{} enters the 30-day grace period on its notes",
            "{} notes quoted flat of accrued interest",
            "{} signs forbearance agreement with its banks",
            "{} moves its brands to an unrestricted subsidiary",
            "{} bondholders form an ad hoc group",
            "{} seeks consent to waive its leverage test",
            "{} term loan quoted in the low 60s",
            "{} takes super senior money that primes older lenders",
            "{} leaves its hybrid uncalled",
            "{} shelves refinancing of its 2027 notes",
            "{} calls lenders to a meeting on its capital structure",
            "{} auditors add a going concern paragraph",
            "{} commercial paper programme not renewed",
            "{} stretches payment terms with vendors to 120 days",
            "{} five-year protection now quoted with points upfront",
        ),
        _TROUBLE,
    ),
    unseen=dict.fromkeys(
        (
            "{} lenders agree to a standstill until spring",
            "{} hires advisers on liability management",
            "{} switches to paying interest with new paper",
            "{} asks noteholders to move maturities out to 2031",
            "{} borrowing base cut at the autumn redetermination",
            "{} trade insurers pull their cover",
            "{} second lien marked at 35 by two funds",
            "{} wants its maintenance test reset for four quarters",
        ),
        _TROUBLE,
    ),
    companies=(
        "Alderpoint", "Brackenwell Group", "Corvane Inc", "Dunmere", "Eastholm Holdings",
        "Farrowgate", "Glenhaven", "Harrowby", "Inverlock", "Jessmond", "Kestrelbay", "Larkmoor",
        "Merrowdale", "Northquay", "Okonjo Holdings", "Tanabe-Ruiz", "Zellweger", "Old Mill Trust",
    ),
    tails=("", ", sources say", " - desk note", ", filing shows", " this week", ", people told us"),
)  # fmt: skip

# Words of the smoke corpus, for a run of seconds.
SMOKE = Kind(
    seen={
        "{} raises quarterly loss": ("Financials", "negative", "earnings and outlook shock"),
        "{} misses dividend payment": ("Dividend", "negative", "credit and default"),
        "{} opens fraud probe": ("Legal | Regulation", "negative", "fraud and misconduct"),
    },
    unseen={
        "{} pumps quarterly loss": ("Financials", "negative", "earnings and outlook shock"),
        "{} dividend misses payment": ("Dividend", "negative", "credit and default"),
        "{} faces fraud": ("Legal | Regulation", "negative", "fraud and misconduct"),
    },
    companies=tuple(dict.fromkeys(example.text.split()[0] for example in smoke.corpus())),
    tails=(" Monday", " Tuesday", " trade", " early"),
)

Message = tuple[str, Labels]


def messages(kind: Kind, wordings: Mapping[str, Labels], seed: int) -> Iterator[Message]:
    """Yields every message in these wordings once, in random order, with its right labels."""
    texts = [
        (wording.format(company) + tail, labels)
        for wording, labels in wordings.items()
        for company in kind.companies
        for tail in kind.tails
    ]
    random.Random(seed).shuffle(texts)
    yield from texts


def answers(
    stream: Sequence[Message], first: int, error_rate: float, chance: random.Random
) -> Iterator[dict[str, Any]]:
    """Yields what two people say of messages, as ./tidewatch feedback writes it.

    One of them looks at every message, the other at each third. Each gives a wrong label of a task,
    any, at the error rate.
    """
    for number, (text, labels) in enumerate(stream, start=first):
        for analyst in ("m.okoye", "j.lindqvist")[: 1 + (number % 3 == 0)]:
            given = {
                task.name: _wrong(task, right, chance) if chance.random() < error_rate else right
                for task, right in zip(TASKS, labels, strict=True)
            }
            feedback = {
                "id": f"{analyst}-{number}",
                "at": f"2026-03-{2 + number // 86_400:02d}T{number // 3600 % 24:02d}"
                f":{number // 60 % 60:02d}:{number % 60:02d}Z",
                "analyst": analyst,
                "target": "message",
                "targetId": f"desk-{number}",
                "corrections": given,
            }
            yield {"feedback": feedback, "text": text}


def _wrong(task: Task, right: str, chance: random.Random) -> str:
    return chance.choice([label for label in task.labels if label != right])


def accuracies(bundle: Path, test: Sequence[Message], threads: int) -> dict[str, float]:
    """Returns the share of right labels per task name."""
    model = open_model(bundle, threads)
    logits = logits_of(model, [Example(text, (), "desk", "") for text, _ in test])
    return {
        task.name: round(
            sum(
                task.labels[found] == labels[index]
                for found, (_, labels) in zip(logits[task.name].argmax(axis=1), test, strict=True)
            )
            / len(test),
            4,
        )
        for index, task in enumerate(TASKS)
    }


def simulate(
    kind: Kind, base: RetrainArguments, *, rounds: int, a_round: int, test: int, error_rate: float
) -> list[dict[str, Any]]:
    """Returns a row before the first round and one after each.

    Args:
        kind: of the messages.
        base: arguments of each retraining, but for feedback and version.
        rounds: how many.
        a_round: messages that people see in each.
        test: messages to measure on, half in wordings that people have seen.
        error_rate: of each person and task, 0 to 1.
    """
    seen = list(messages(kind, kind.seen, seed=1))
    tests = {
        "seenWording": seen[: test // 2],
        "newWording": list(messages(kind, kind.unseen, seed=2))[: test // 2],
    }
    stream = seen[test // 2 :]
    chance = random.Random(3)
    said: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []

    def measured(comparison: Comparison | None) -> dict[str, Any]:
        champion = current_version(base.models)
        row: dict[str, Any] = {"champion": champion, "answers": len(said)}
        for name, texts in tests.items():
            row[name] = accuracies(base.models / champion, texts, base.threads)
        if comparison is not None:
            row["promotable"] = comparison.gate.promotable
            row["reasons"] = list(comparison.gate.reasons)
            row["frozen"] = [
                (c.split, c.source, c.task, round(c.champion, 4), round(c.challenger, 4))
                for c in comparison.compared
                if c.metric == "accuracy"
            ]
        return row

    rows.append(measured(None))
    for number in range(rounds):
        shown = stream[number * a_round : (number + 1) * a_round]
        said += answers(shown, number * a_round, error_rate, chance)
        feedback = base.runs / f"feedback-{number + 1}.jsonl"
        lines = "".join(json.dumps(line) + "\n" for line in said)
        write_atomically(feedback, lines.encode())
        settings = vars(base) | {"feedback": feedback, "version": f"desk-{number + 1}"}
        comparison, refusals = _retrained(settings)
        if comparison is not None and comparison.gate.promotable:
            set_current(base.models, comparison.challenger)
        rows.append(measured(comparison) | {"refusals": refusals})
        print(json.dumps(rows[-1]), flush=True)
    return rows


def _retrained(settings: Mapping[str, Any]) -> tuple[Comparison | None, list[str]]:
    """Returns the comparison, None where no try led to one, and why tries failed."""
    refusals: list[str] = []
    for seed in range(settings["seed"], settings["seed"] + _TRIES):
        try:
            return retrain(RetrainArguments(**(settings | {"seed": seed}))), refusals
        except TidewatchError as error:
            refusals.append(str(error))
            print(f"refused: {error}", flush=True)
    return None, refusals


def main() -> None:
    """Runs the rounds and prints a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--models", type=Path, required=True, help="folder of released bundles")
    parser.add_argument("--data-dir", type=Path, help="as of train")
    parser.add_argument("--smoke", action="store_true", help="the champion is a smoke model")
    parser.add_argument("--rounds", type=int, default=3, help="of retraining")
    parser.add_argument("--messages", type=int, default=200, help="that people see in a round")
    parser.add_argument("--test", type=int, default=400, help="messages to measure on")
    parser.add_argument("--error-rate", type=float, default=0.1, help="of each person, 0 to 1")
    parser.add_argument("--training-texts", type=int, default=4_000, help="as of retrain")
    parser.add_argument("--epochs", type=int, default=2, help="as of retrain")
    parser.add_argument("--threads", type=int, default=1, help="that compute")
    parser.add_argument("--json", type=Path, help="file for the figures")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        models = Path(folder) / "models"
        champion = current_version(options.models)
        shutil.copytree(options.models / champion, models / champion)
        set_current(models, champion)
        rows = simulate(
            SMOKE if options.smoke else CREDIT,
            RetrainArguments(
                models=models,
                runs=Path(folder) / "runs",
                version=champion,
                data_dir=options.data_dir,
                training_texts=options.training_texts,
                epochs=options.epochs,
                threads=options.threads,
            ),
            rounds=options.rounds,
            a_round=options.messages,
            test=options.test,
            error_rate=options.error_rate,
        )
    if options.json is not None:
        write_atomically(options.json, (json.dumps(rows, indent=1) + "\n").encode())
    print(table(rows))


def table(rows: Sequence[Mapping[str, Any]]) -> str:
    """Returns the accuracies on the new kind of message as a Markdown table, in per cent."""
    names = [f"{where} {task.name}" for where in ("seen wording", "new") for task in TASKS]
    lines = [f"| in use | answers | {' | '.join(names)} | gate |", "|---" * (len(names) + 3) + "|"]
    for row in rows:
        found = [
            f"{100 * row[where][task.name]:.1f}"
            for where in ("seenWording", "newWording")
            for task in TASKS
        ]
        gate = "-" if "promotable" not in row else "passed" if row["promotable"] else "not passed"
        lines.append(f"| {row['champion']} | {row['answers']} | {' | '.join(found)} | {gate} |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()

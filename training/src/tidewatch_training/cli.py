"""The command line: `./tidewatch train | evaluate | export | retrain`.

Exit status: 0 done, 1 failed, 2 wrong usage.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from tidewatch_training.arguments import (
    Arguments,
    EvaluateArguments,
    ExportArguments,
    RetrainArguments,
    TrainArguments,
    UsageError,
    add_to_parser,
    from_namespace,
)
from tidewatch_training.errors import TidewatchError

_EXAMPLES = """examples:
  ./tidewatch train --smoke
  ./tidewatch train --data-dir ../shared/data --base minilm
  ./tidewatch evaluate --data-dir ../shared/data --splits dev
  ./tidewatch evaluate --model onnx-models/2026.12.1 --splits ''
  ./tidewatch export --data-dir ../shared/data --version 2026.12.2
  ./tidewatch retrain --data-dir ../shared/data --feedback feedback.jsonl --version 2026.12.2
"""


def _train(arguments: TrainArguments) -> None:
    from tidewatch_training.train import train

    train(arguments)


def _evaluate(arguments: EvaluateArguments) -> None:
    from tidewatch_training.evaluate import evaluate

    evaluate(arguments)


def _export(arguments: ExportArguments) -> None:
    from tidewatch_training.export import export

    export(arguments)


def _retrain(arguments: RetrainArguments) -> None:
    from tidewatch_training.retrain import retrain

    retrain(arguments)


# The commands import what they need when they run, so that --help answers at once.
_COMMANDS: dict[str, tuple[type[Arguments], Callable[[Any], None], str]] = {
    "train": (TrainArguments, _train, "fine-tune the model; checkpoints go to --out"),
    "evaluate": (
        EvaluateArguments,
        _evaluate,
        "measure a run or a bundle: public sets, slices, behaviour tests",
    ),
    "export": (ExportArguments, _export, "write a bundle, checked against the trained model"),
    "retrain": (
        RetrainArguments,
        _retrain,
        "train the current model on with what people corrected, and compare the two",
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status; wrong usage raises SystemExit(2)."""
    parser = argparse.ArgumentParser(
        prog="./tidewatch",
        description="Trains, evaluates and exports the text model of Tidewatch.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (kind, _, text) in _COMMANDS.items():
        add_to_parser(commands.add_parser(name, help=text, description=text), kind)
    options = parser.parse_args(argv)
    kind, run, _ = _COMMANDS[options.command]
    try:
        run(from_namespace(kind, options))
    except UsageError as error:
        parser.error(str(error))
    except TidewatchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        hint = "; train --resume goes on from the last checkpoint" if run is _train else ""
        print(f"interrupted{hint}", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"error: {error}: check the path and the free space", file=sys.stderr)
        return 1
    return 0

"""What an evaluation found, as tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from tidewatch_training import abstain, behaviour, figures
from tidewatch_training.abstain import Coverage
from tidewatch_training.behaviour import Capability
from tidewatch_training.faithfulness import Faithfulness, faithfulness_table
from tidewatch_training.figures import Figure


@dataclass(frozen=True)
class Report:
    """All figures of an evaluation, plain data down to the leaves."""

    temperatures: dict[str, float]
    """Per task name."""
    temperatures_from: str
    target_accuracy: float
    """What the thresholds of `coverages` are to reach."""
    figures: Sequence[Figure]
    slices: Sequence[Figure]
    coverages: Sequence[Coverage]
    behaviour: Sequence[Capability]
    faithfulness: Sequence[Faithfulness]

    def text(self, per_class: bool = False) -> str:
        """Returns the tables; with every class and every failed behaviour case if `per_class`."""
        temperatures = ", ".join(f"{task} {value}" for task, value in self.temperatures.items())
        parts = [f"temperatures: {temperatures} (from {self.temperatures_from})"]
        if self.figures:
            parts += [
                figures.table(self.figures, per_class),
                figures.table(self.slices),
                abstain.table(self.coverages, self.target_accuracy),
            ]
        parts.append(behaviour.table(self.behaviour, per_class))
        if self.faithfulness:
            parts.append(faithfulness_table(self.faithfulness))
        return "\n\n".join(parts)

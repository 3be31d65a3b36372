"""What training minimises, and how fast each part of the model learns."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from tidewatch_training.arguments import TrainArguments, UsageError
from tidewatch_training.data import Example
from tidewatch_training.labels import MISSING, TASKS
from tidewatch_training.model import NewsModel

_BY_KIND_RATE = 0.5  # kinds agree on most: what all share is to learn first


def loss_of(logits: Sequence[Tensor], labels: Tensor, weights: Tensor, smoothing: float) -> Tensor:
    """Returns the mean over texts of the weighted sum of their known labels' cross-entropies.

    Args:
        logits: per task, [batch, classes].
        labels: class indexes [batch, tasks], `MISSING` where unknown.
        weights: of the labels, [batch, tasks].
        smoothing: share of probability spread over the other labels.
    """
    losses = [
        nn.functional.cross_entropy(
            task_logits.float(),
            labels[:, index],
            ignore_index=MISSING,
            label_smoothing=smoothing,
            reduction="none",
        )
        for index, task_logits in enumerate(logits)
    ]
    return (torch.stack(losses, dim=1) * weights).sum(dim=1).mean()


def kind_loss(logits: Tensor, kinds: Tensor) -> Tensor:
    """Returns the mean over texts of the cross-entropy of their kind; 0 where it is unknown.

    Args:
        logits: [batch, kinds].
        kinds: indexes in `KINDS`, `MISSING` where unknown, [batch].
    """
    return nn.functional.cross_entropy(
        logits.float(), kinds, ignore_index=MISSING, reduction="none"
    ).mean()


def label_weights(text: str, examples: Sequence[Example]) -> Tensor:
    """Returns the weight of each example's label of each task, [examples, tasks].

    Args:
        text: `source/task=weight` items, comma-separated; others weigh 1.
        examples: the training texts.

    Raises:
        UsageError: an item has another form, or names an unknown source or task.
    """
    tasks = [task.name for task in TASKS]
    known = {f"{example.source}/{task}" for example in examples for task in tasks}
    weights: dict[str, float] = {}
    for item in filter(None, text.split(",")):
        name, _, weight = item.partition("=")
        if name not in known:
            raise UsageError(
                f"--label-weights has unknown {name!r}; known: {', '.join(sorted(known))}"
            )
        try:
            weights[name] = float(weight)
        except ValueError:
            weights[name] = math.nan
        if not 0 <= weights[name] < math.inf:
            raise UsageError(f"--label-weights has {item!r}: must be source/task=number, 0 or more")
    return torch.tensor(
        [[weights.get(f"{example.source}/{task}", 1.0) for task in tasks] for example in examples]
    )


def parameter_groups(model: NewsModel, arguments: TrainArguments) -> list[dict[str, Any]]:
    """Returns AdamW's groups: heads fastest, then the encoder, slower the nearer to the input.

    Frozen parameters are in none.

    Layer-wise decay after Howard and Ruder 2018 (discriminative fine-tuning). Biases and layer
    norms are not decayed towards zero.
    """
    layers = model.encoder.config.num_hidden_layers
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = arguments.head_learning_rate
        if ".by_kind." in name:
            rate *= _BY_KIND_RATE
        elif name.startswith("encoder."):
            inside = name.startswith("encoder.encoder.layer.")
            layer = int(name.split(".")[3]) if inside else -1
            rate = arguments.learning_rate * arguments.layer_decay ** (layers - 1 - layer)
        decay = arguments.weight_decay if parameter.dim() > 1 else 0.0
        groups.setdefault((rate, decay), []).append(parameter)
    return [
        {"params": parameters, "lr": rate, "weight_decay": decay}
        for (rate, decay), parameters in groups.items()
    ]


def warmup_then_linear(steps_per_epoch: int, arguments: TrainArguments) -> Callable[[int], float]:
    """Returns the factor on the learning rates by step: up to 1, then down to 0."""
    total = steps_per_epoch * arguments.epochs
    warmup = max(1, round(total * arguments.warmup_fraction))

    def factor(step: int) -> float:
        return min((step + 1) / warmup, (total - step) / max(1, total - warmup))

    return factor

"""Makes one model of several runs, and moves a model's class prior."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import torch

from tidewatch_training.checkpoint import TrainedModel
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import Task


def averaged(models: Sequence[TrainedModel], shares: Sequence[float]) -> TrainedModel:
    """Returns the model whose weights are the weighted mean (model soup, Wortsman et al. 2022).

    Runs that start from the same weights lie in one basin, and their mean generalises better than
    each. What the manifest says of the first is kept, and names the others.

    Args:
        models: trained models of one shape.
        shares: their weights in the mean, positive; they are scaled to sum to 1.

    Raises:
        TidewatchError: the models differ in shape or tokenizer.
    """
    first = models[0]
    if any((m.config, m.tokenizer_json) != (first.config, first.tokenizer_json) for m in models):
        raise TidewatchError("cannot average models of another shape or tokenizer")
    total = sum(shares)
    weights = {
        name: sum(
            share / total * model.weights[name] for model, share in zip(models, shares, strict=True)
        )
        for name in first.weights
    }
    others = [
        {"share": share / total, "training": model.provenance}
        for model, share in zip(models[1:], shares[1:], strict=True)
    ]
    return dataclasses.replace(
        first,
        weights=weights,
        provenance=first.provenance | {"share": shares[0] / total, "averagedWith": others},
    )


def with_offsets(
    trained: TrainedModel, task: Task, offsets: np.ndarray, source: str
) -> TrainedModel:
    """Returns the model with `offsets` added to the logits of `task`, inside its head's bias.

    Args:
        trained: the model.
        task: whose logits move.
        offsets: [classes].
        source: the texts that the offsets were fitted on, for the manifest.
    """
    name = f"heads.{task.name}.classify.bias"
    moved = trained.weights[name] + torch.from_numpy(offsets.astype(np.float32))
    prior = {"task": task.name, "source": source, "offsets": [round(float(o), 4) for o in offsets]}
    return dataclasses.replace(
        trained,
        weights=trained.weights | {name: moved},
        provenance=trained.provenance | {"prior": prior},
    )

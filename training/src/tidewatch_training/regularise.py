"""Options of the loss for long training: balance between classes, and agreement of two passes."""

from collections.abc import Sequence

import torch
from torch import Tensor

from tidewatch_training.labels import MISSING, TASKS


def class_offsets(labels: Tensor, weights: Tensor, tau: float) -> list[Tensor]:
    """Returns what is added to each task's logits in the loss: tau * log(prior of the class).

    Logit adjustment (Menon et al. 2021, equation 10): the loss is taken of f(x) + tau log(prior),
    predictions are made with f(x) alone, which then has no bias towards frequent classes. With
    tau 1 that is optimal for the mean of the classes' recalls; 0 changes nothing.

    Args:
        labels: of the training texts, class indexes [texts, tasks], `MISSING` where unknown.
        weights: of the labels in the loss, [texts, tasks]. The prior is the share of a class in
            their sum, where a class weighs at least 1: one without texts has a prior too.
        tau: strength, 0 or more.

    Returns:
        per task, [classes].
    """
    offsets = []
    for index, task in enumerate(TASKS):
        known = labels[:, index] != MISSING
        mass = torch.bincount(
            labels[known, index], weights[known, index], minlength=len(task.labels)
        ).clamp(min=1.0)
        offsets.append(tau * torch.log(mass / mass.sum()))
    return offsets


def r_drop_loss(logits: Sequence[Tensor]) -> Tensor:
    """Returns how far two passes over the same texts, with other dropout, disagree.

    The mean over texts of the sum over tasks of (KL(p1 || p2) + KL(p2 || p1)) / 2 (R-Drop, Wu et
    al. 2021). The paper adds the two passes' cross-entropies and training here takes their mean, so
    that learning rates keep their meaning: the paper's alpha is twice the weight of this loss.

    Args:
        logits: per task, [2 * texts, classes]: the first pass, then the second.
    """
    divergences = []
    for task_logits in logits:
        first, second = torch.log_softmax(task_logits.float(), dim=-1).chunk(2)
        # Both divergences have the same two terms, so their sum is one product.
        both = ((first.exp() - second.exp()) * (first - second)).sum(dim=-1)
        divergences.append(both.mean() / 2)
    return torch.stack(divergences).sum()

"""How much each word counts for the predicted label, by several methods.

One figure per word and task; a word's pieces add up. The first four methods take one pass.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack

import numpy as np
import torch
from torch import Tensor

from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.model import AttentionPooling, NewsModel
from tidewatch_training.predict import Predict
from tidewatch_training.tokens import pad, sorted_batches
from tidewatch_training.words import WordedText

ATTENTION = "attention"
HIGHLIGHT = "highlight"
CONTRIBUTION = "contribution"
POOLED_OCCLUSION = "pooled occlusion"
GRADIENT_X_INPUT = "gradient x input"
INTEGRATED_GRADIENTS = "integrated gradients"

_IG_STEPS = 16

Attribution = dict[str, list[np.ndarray]]
"""Per task name and text: [words], the larger the more the word supports the label."""


def from_outputs(
    predict: Predict, texts: Sequence[WordedText], batch_size: int
) -> dict[str, Attribution]:
    """Returns what the model itself gives: its attention, and its highlights if it has them."""
    results = {ATTENTION: _blank(texts), HIGHLIGHT: _blank(texts)}
    count = len(TASKS)
    for batch in _batches(texts, batch_size):
        outputs = predict(*pad([texts[index].token_ids for index in batch]))
        given = {ATTENTION: outputs[1 : 2 * count : 2], HIGHLIGHT: outputs[2 * count :]}
        results = {name: results[name] for name, values in given.items() if values}
        for name, attribution in results.items():
            for task, values in zip(TASKS, given[name], strict=True):
                for row, number in enumerate(batch):
                    attribution[task.name][number] = _by_word(values[row], texts[number])
    return results


def from_pooling(
    network: NewsModel,
    texts: Sequence[WordedText],
    predicted: Mapping[str, np.ndarray],
    temperatures: Mapping[str, float],
    batch_size: int,
) -> dict[str, Attribution]:
    """Returns the two attributions that one pass gives, as the logits are linear in the states.

    With v_i = W H_i, the logits are z = sum_i a_i v_i + d. The *contribution* of a word S to the
    label y is V_y less the mean of V over the classes, V = sum over S of a_i v_i. *Pooled
    occlusion* is how far the probability of y falls when S is left out of the pooling: the weights
    of the others are scaled up to sum to 1. Exported graphs have it per token (see `heads.py`).

    Args:
        network: the trained model.
        texts: the texts.
        predicted: y per task name, [texts].
        temperatures: per task name.
        batch_size: texts per pass.
    """
    results = {name: _blank(texts) for name in (CONTRIBUTION, POOLED_OCCLUSION)}
    for batch in _batches(texts, batch_size):
        pooled = _pooling(network, [texts[index].token_ids for index in batch])
        for task in TASKS:
            weights, parts, offsets = pooled[task.name]
            for row, number in enumerate(batch):
                label = predicted[task.name][number]
                part = _by_word(parts[row], texts[number])
                others = np.ones((len(part), len(weights[row])))
                for word, pieces in enumerate(texts[number].words):
                    others[word, list(pieces)] = 0
                left = others @ parts[row] / np.maximum(others @ weights[row], 1e-30)[:, None]
                offset, temperature = offsets[row], temperatures[task.name]
                before = softmax(parts[row].sum(axis=0) + offset, temperature)[label]
                after = softmax(left + offset, temperature)[:, label]
                results[CONTRIBUTION][task.name][number] = part[:, label] - part.mean(axis=1)
                results[POOLED_OCCLUSION][task.name][number] = before - after
    return results


def from_gradients(
    network: NewsModel,
    texts: Sequence[WordedText],
    predicted: Mapping[str, np.ndarray],
    temperatures: Mapping[str, float],
    batch_size: int,
) -> dict[str, Attribution]:
    """Returns gradient x input and integrated gradients of the label's log-probability.

    Both are taken at the word embeddings. Integrated gradients (Sundararajan et al. 2017) go in
    `_IG_STEPS` midpoint steps from zero embeddings, [CLS] and [SEP] and positions kept. Arguments
    as in `from_pooling`.
    """
    results = {name: _blank(texts) for name in (GRADIENT_X_INPUT, INTEGRATED_GRADIENTS)}
    points = [(step + 0.5) / _IG_STEPS for step in range(_IG_STEPS)]
    for batch in _batches(texts, batch_size):
        chosen = [texts[index] for index in batch]
        labels = {task.name: torch.from_numpy(predicted[task.name][batch]) for task in TASKS}
        at_input = _gradient_dot_input(network, chosen, labels, temperatures, 1.0)
        path = [_gradient_dot_input(network, chosen, labels, temperatures, p) for p in points]
        for task in TASKS:
            name = task.name
            integrated = np.mean([step[name] for step in path], axis=0)
            for row, number in enumerate(batch):
                text = texts[number]
                results[GRADIENT_X_INPUT][name][number] = _by_word(at_input[name][row], text)
                results[INTEGRATED_GRADIENTS][name][number] = _by_word(integrated[row], text)
    return results


def _blank(texts: Sequence[WordedText]) -> Attribution:
    return {task.name: [np.empty(0)] * len(texts) for task in TASKS}


def _batches(texts: Sequence[WordedText], batch_size: int) -> Iterator[list[int]]:
    return sorted_batches([len(text.token_ids) for text in texts], batch_size)


def _by_word(values: np.ndarray, text: WordedText) -> np.ndarray:
    """Sums `values` [tokens, ...] over the pieces of each word: [words, ...]."""
    return np.array([values[list(word)].sum(axis=0, dtype=np.float64) for word in text.words])


def _pooling(
    network: NewsModel, rows: Sequence[Sequence[int]]
) -> dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Returns a [texts, tokens], a_i v_i [texts, tokens, classes] and d [texts, classes].

    Per task name.
    """
    seen: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]] = {}

    def look(name: str):
        def hook(head: AttentionPooling, inputs: tuple[Tensor, ...], outputs: tuple[Tensor, ...]):
            weights = outputs[1]
            states, _, kinds = inputs
            weight, offset = head.classifier(kinds)
            parts = weights.unsqueeze(-1) * (states @ weight.mT)
            seen[name] = tuple(t.detach().numpy() for t in (weights, parts, offset))

        return hook

    with ExitStack() as hooks, torch.inference_mode():
        for name, head in network.heads.items():
            hooks.enter_context(head.register_forward_hook(look(name)))
        network(*map(torch.from_numpy, pad(rows)))
    return seen


def _gradient_dot_input(
    network: NewsModel,
    texts: Sequence[WordedText],
    labels: Mapping[str, Tensor],
    temperatures: Mapping[str, float],
    scale: float,
) -> dict[str, np.ndarray]:
    """Returns, per task name, [texts, tokens]: the gradient, where the embeddings are scaled by
    `scale`, times the unscaled embedding.
    """
    input_ids, mask = map(torch.from_numpy, pad([text.token_ids for text in texts]))
    factor = torch.ones(*input_ids.shape, 1)
    for row, text in enumerate(texts):
        factor[row, 1 : len(text.token_ids) - 1] = scale
    seen: list[Tensor] = []

    def hook(_: object, inputs: object, output: Tensor) -> Tensor:
        seen.extend((output.detach(), (factor * output).detach().requires_grad_()))
        return seen[1]

    with network.encoder.embeddings.word_embeddings.register_forward_hook(hook):
        outputs = network(input_ids, mask)
    embedded, scaled = seen
    products = {}
    for index, task in enumerate(TASKS):
        logs = torch.log_softmax(outputs[2 * index] / temperatures[task.name], dim=-1)
        (gradient,) = torch.autograd.grad(
            logs.gather(1, labels[task.name][:, None]).sum(), scaled, retain_graph=True
        )
        products[task.name] = (gradient * embedded).sum(-1).numpy()
    return products

"""The model computes the published formula."""

import numpy as np
import torch
from transformers import BertConfig

from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.model import AttentionPooling, NewsModel

_CONFIG = BertConfig(
    vocab_size=50,
    hidden_size=16,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=32,
    max_position_embeddings=32,
)


def test_attention_pooling_is_the_formula_over_unmasked_tokens() -> None:
    torch.manual_seed(1)
    head = AttentionPooling(width=6, classes=4, dropout=0.5).eval()
    states = torch.randn(3, 5, 6)
    lengths = [5, 3, 1]
    blocked = torch.zeros(3, 5)
    for row, length in enumerate(lengths):
        blocked[row, length:] = torch.finfo(torch.float32).min
    logits, attention = head(states, blocked)

    query = head.score.weight.detach().numpy()[0]
    bias = head.score.bias.item()
    matrix, offset = (part.detach().numpy() for part in head.classify.parameters())
    for row, length in enumerate(lengths):
        tokens = states[row, :length].numpy()
        weights = softmax(tokens @ query + bias)
        np.testing.assert_allclose(attention[row, :length].detach(), weights, atol=1e-6)
        assert attention[row, length:].abs().sum() == 0
        np.testing.assert_allclose(
            logits[row].detach(), matrix @ (weights @ tokens) + offset, atol=1e-5
        )


def _with_changes(head: AttentionPooling) -> AttentionPooling:
    torch.nn.init.normal_(head.by_kind.weight)
    torch.nn.init.normal_(head.by_kind.bias)
    return head


def test_a_text_is_classified_as_its_kind_corrects_what_all_kinds_share() -> None:
    torch.manual_seed(4)
    head = _with_changes(AttentionPooling(width=6, classes=4, dropout=0.5, kinds=3)).eval()
    states = torch.randn(4, 5, 6)
    blocked = torch.zeros(4, 5)
    kinds = torch.tensor([[1.0, 0, 0], [0, 0, 1], [0.5, 0.2, 0.3], [0, 0, 0]])
    logits, attention = head(states, blocked, kinds)
    shared, same_attention = head(states, blocked)

    assert torch.equal(attention, same_attention)
    torch.testing.assert_close(logits[3], shared[3])
    changes = head.by_kind.weight.view(3, 4, 6)
    offsets = head.by_kind.bias.view(3, 4)
    weights, biases = head.classifier(kinds)
    for row in range(4):
        pooled = attention[row] @ states[row]
        weight, bias = head.classify.weight.clone(), head.classify.bias.clone()
        for kind in range(3):
            weight += kinds[row, kind] * changes[kind]
            bias += kinds[row, kind] * offsets[kind]
        torch.testing.assert_close(logits[row], weight @ pooled + bias)
        torch.testing.assert_close(weights[row], weight)
        torch.testing.assert_close(biases[row], bias)


def test_kinds_change_nothing_before_training() -> None:
    head = AttentionPooling(width=6, classes=4, dropout=0.5, kinds=3).eval()
    states, blocked = torch.randn(2, 5, 6), torch.zeros(2, 5)
    assert torch.equal(head(states, blocked, torch.eye(3)[:2])[0], head(states, blocked)[0])


def test_no_task_moves_the_guess_of_the_kind() -> None:
    model = NewsModel(_CONFIG).eval()
    for head in model.heads.values():
        _with_changes(head)
    ids = torch.tensor([[2, 7, 9, 3]])
    outputs, kind_logits = model.with_kind(ids, torch.ones_like(ids))
    sum(output.square().sum() for output in outputs).backward(retain_graph=True)
    assert all(parameter.grad is None for parameter in model.kind.parameters())
    kind_logits.square().sum().backward()
    assert all(parameter.grad is not None for parameter in model.kind.classify.parameters())


def test_padding_changes_nothing() -> None:
    torch.manual_seed(2)
    model = NewsModel(_CONFIG).eval()
    ids = torch.tensor([[2, 7, 9, 3]])
    padded = torch.tensor([[2, 7, 9, 3, 0, 0, 0]])
    with torch.no_grad():
        alone = model(ids, torch.ones_like(ids))
        longer = model(padded, (padded > 0).long())
    for output in range(0, len(alone), 2):
        torch.testing.assert_close(alone[output], longer[output], atol=1e-5, rtol=0)


def test_outputs_are_logits_and_attention_of_each_task_in_turn() -> None:
    ids = torch.tensor([[2, 5, 3], [2, 6, 3]])
    outputs = NewsModel(_CONFIG).eval()(ids, torch.ones_like(ids))
    shapes = [tuple(output.shape) for output in outputs]
    assert shapes == [size for task in TASKS for size in ((2, len(task.labels)), (2, 3))]


def test_eager_and_fused_attention_agree() -> None:
    torch.manual_seed(3)
    fused = NewsModel(_CONFIG, "sdpa").eval()
    eager = NewsModel(_CONFIG, "eager").eval()
    eager.load_state_dict(fused.state_dict())
    ids = torch.tensor([[2, 8, 4, 3, 0]])
    with torch.no_grad():
        for left, right in zip(
            fused(ids, (ids > 0).long()), eager(ids, (ids > 0).long()), strict=True
        ):
            torch.testing.assert_close(left, right, atol=1e-5, rtol=0)

"""One shared encoder, one attention-pooling head per task.

With H the encoder's token states (length L, width d), for each task t:

    a_t = softmax(H q_t + b_t)        over the unmasked tokens
    c_t = sum_i a_t[i] H[i]
    y_t = softmax(W_t c_t + d_t)

(`docs` and the model card use the same symbols.) The model returns logits, W_t c_t + d_t.

Labelled sets of different kinds draw the lines between labels differently, and at inference nobody
tells a text's kind. So a further head of the same form guesses it, g = softmax(...) over `KINDS`,
and what classifies follows the guess:

    W_t = V_t + sum_k g[k] D_t[k]     with V_t shared by all kinds, D_t[k] what kind k corrects,

likewise d_t. What a kind has no labels for, it learns from texts that are guessed to be of it in
part. A mixture of experts (Jacobs et al. 1991) whose gate learns from known kinds alone.
"""

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from tidewatch_training.labels import KINDS, TASKS


class AttentionPooling(nn.Module):
    """The head of one task: scores each token, pools the states, classifies the pooled state."""

    def __init__(self, width: int, classes: int, dropout: float, kinds: int = 0) -> None:
        super().__init__()
        self.score = nn.Linear(width, 1)
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(width, classes)
        # What each kind of text changes about `classify`, rows of one kind together; none at first.
        self.by_kind = nn.Linear(width, kinds * classes) if kinds else None
        if self.by_kind is not None:
            nn.init.zeros_(self.by_kind.weight)
            nn.init.zeros_(self.by_kind.bias)

    def forward(
        self, states: Tensor, blocked: Tensor, kinds: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Returns (logits [batch, classes], attention [batch, length]).

        Args:
            states: H, [batch, length, width].
            blocked: [batch, length]; 0 at tokens, a very negative number at padding.
            kinds: g, [batch, kinds]; None classifies as all kinds share it.
        """
        scores = self.score(states).squeeze(-1) + blocked
        attention = torch.softmax(scores.float(), dim=-1)
        pooled = torch.matmul(attention.unsqueeze(1).to(states.dtype), states).squeeze(1)
        pooled = self.dropout(pooled)
        logits = self.classify(pooled)
        if kinds is not None and self.by_kind is not None:
            changes = self.by_kind(pooled).unflatten(-1, (kinds.shape[1], -1))
            logits = logits + torch.einsum("bk,bkc->bc", kinds.to(changes.dtype), changes)
        return logits, attention

    def classifier(self, kinds: Tensor) -> tuple[Tensor, Tensor]:
        """Returns W [batch, classes, width] and d [batch, classes] for texts of these kinds.

        Args:
            kinds: g, [batch, kinds].
        """
        weight, bias = self.classify.weight, self.classify.bias.expand(len(kinds), -1)
        if self.by_kind is None:
            return weight.expand(len(kinds), -1, -1), bias
        of_kinds = (kinds.shape[1], -1)
        return (
            weight + torch.einsum("bk,kcw->bcw", kinds, self.by_kind.weight.unflatten(0, of_kinds)),
            bias + torch.einsum("bk,kc->bc", kinds, self.by_kind.bias.unflatten(0, of_kinds)),
        )


class NewsModel(nn.Module):
    """The encoder with a head for each task of `TASKS`."""

    def __init__(self, config: BertConfig, attention: str = "sdpa") -> None:
        """Builds a model with random weights.

        Args:
            config: shape of the encoder.
            attention: `sdpa` (fast in training) or `eager` (what ONNX Runtime's fusions match).
        """
        super().__init__()
        self.encoder = BertModel(config, add_pooling_layer=False)
        self.encoder.set_attn_implementation(attention)
        self.heads = nn.ModuleDict(
            {
                task.name: AttentionPooling(
                    config.hidden_size, len(task.labels), config.hidden_dropout_prob, len(KINDS)
                )
                for task in TASKS
            }
        )
        self.kind = AttentionPooling(config.hidden_size, len(KINDS), config.hidden_dropout_prob)

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, ...]:
        """Returns logits [batch, classes] and attention [batch, length] of each task, in turn.

        Args:
            input_ids: int64 token ids, [batch, length].
            attention_mask: int64, 1 at tokens and 0 at padding, [batch, length].
        """
        return self.with_kind(input_ids, attention_mask)[0]

    def with_kind(
        self, input_ids: Tensor, attention_mask: Tensor
    ) -> tuple[tuple[Tensor, ...], Tensor]:
        """Returns what `forward` does, and the logits of the text's kind, [batch, kinds]."""
        blocked = (1.0 - attention_mask.float()) * torch.finfo(torch.float32).min
        # A four-dimensional mask is taken as it is, so training and export share one mask path.
        states = self.encoder(
            input_ids=input_ids, attention_mask=blocked[:, None, None, :]
        ).last_hidden_state
        kind_logits, _ = self.kind(states, blocked)
        # Detached: the tasks may not bend the guess to their own ends.
        kinds = torch.softmax(kind_logits.detach().float(), dim=-1)
        outputs: list[Tensor] = []
        for task in TASKS:
            outputs.extend(self.heads[task.name](states, blocked, kinds))
        return tuple(outputs), kind_logits

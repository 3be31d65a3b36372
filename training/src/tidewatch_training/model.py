"""One shared encoder, one attention-pooling head per task.

With H the encoder's token states (length L, width d), for each task t:

    a_t = softmax(H q_t + b_t)        over the unmasked tokens
    c_t = sum_i a_t[i] H[i]
    y_t = softmax(W_t c_t + d_t)

(`docs` and the model card use the same symbols.) The model returns logits, W_t c_t + d_t.
"""

import torch
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from tidewatch_training.labels import TASKS


class AttentionPooling(nn.Module):
    """The head of one task: scores each token, pools the states, classifies the pooled state."""

    def __init__(self, width: int, classes: int, dropout: float) -> None:
        super().__init__()
        self.score = nn.Linear(width, 1)
        self.dropout = nn.Dropout(dropout)
        self.classify = nn.Linear(width, classes)

    def forward(self, states: Tensor, blocked: Tensor) -> tuple[Tensor, Tensor]:
        """Returns (logits [batch, classes], attention [batch, length]).

        Args:
            states: H, [batch, length, width].
            blocked: [batch, length]; 0 at tokens, a very negative number at padding.
        """
        scores = self.score(states).squeeze(-1) + blocked
        attention = torch.softmax(scores.float(), dim=-1)
        pooled = torch.matmul(attention.unsqueeze(1).to(states.dtype), states).squeeze(1)
        return self.classify(self.dropout(pooled)), attention


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
                    config.hidden_size, len(task.labels), config.hidden_dropout_prob
                )
                for task in TASKS
            }
        )

    def forward(self, input_ids: Tensor, attention_mask: Tensor) -> tuple[Tensor, ...]:
        """Returns logits [batch, classes] and attention [batch, length] of each task, in turn.

        Args:
            input_ids: int64 token ids, [batch, length].
            attention_mask: int64, 1 at tokens and 0 at padding, [batch, length].
        """
        blocked = (1.0 - attention_mask.float()) * torch.finfo(torch.float32).min
        # A four-dimensional mask is taken as it is, so training and export share one mask path.
        states = self.encoder(
            input_ids=input_ids, attention_mask=blocked[:, None, None, :]
        ).last_hidden_state
        outputs: list[Tensor] = []
        for task in TASKS:
            outputs.extend(self.heads[task.name](states, blocked))
        return tuple(outputs)

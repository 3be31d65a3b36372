"""Trains many small models at once on one GPU, for `teachers.py`.

A step of so small a model is hundreds of kernels of a few microseconds. So the whole step is
recorded as a CUDA graph for each length of batch, and the models take turns on streams of their
own. On a CPU the same code runs without graphs, far too slowly but for a test.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from torch.nn import functional

from tidewatch_training.base import Base
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import MISSING, TASKS
from tidewatch_training.predict import compute_device
from tidewatch_training.tokens import PADDING_ID, encode, pad

MAX_TOKENS = 128
LENGTHS = (16, 24, 32, 40, 64)
"""Of batches; training reads no more of a text than the longest."""
CLASSES = {task.name: len(task.labels) for task in TASKS}
DEVICE = compute_device()

_BLOCKED = -1e4
_DROPOUT = 0.1
_SMOOTHING = 0.05
_HEAD_RATE = 1e-3
_GRAPHS = DEVICE.type == "cuda"


@dataclass(frozen=True)
class Recipe:
    """How one of the models is trained."""

    heads: tuple[str, ...]
    """A task each, or several for one: what follows a dot tells them apart."""
    label_weights: Mapping[tuple[str, str], float]
    """By source and head; others weigh 1."""
    learning_rate: float
    epochs: int
    batch_size: int


class _Layer(nn.Module):
    """One layer of BERT, with query, key and value as one product."""

    def __init__(self, width: int, inner: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.joint = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.up = nn.Linear(width, inner)
        self.down = nn.Linear(inner, width)
        self.last_norm = nn.LayerNorm(width, eps=1e-12)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        batch, length, width = states.shape
        parts = self.joint(states).view(batch, length, 3, self.heads, width // self.heads)
        query, key, value = parts.permute(2, 0, 3, 1, 4).unbind(0)
        # No dropout in here: graphs on several streams share the generator, and its backward pass
        # would draw other numbers than its forward pass did.
        mixed = functional.scaled_dot_product_attention(
            query, key, value, attn_mask=mask.expand(batch, self.heads, length, length)
        )
        mixed = self.out(mixed.transpose(1, 2).reshape(batch, length, width))
        states = self.norm(functional.dropout(mixed, _DROPOUT, self.training) + states)
        inner = self.down(functional.gelu(self.up(states)))
        return self.last_norm(functional.dropout(inner, _DROPOUT, self.training) + states)


class _Head(nn.Module):
    """Attention pooling, as `tidewatch_training.model` has it."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.score = nn.Linear(width, 1)
        self.classify = nn.Linear(width, classes)

    def forward(self, states: Tensor, blocked: Tensor) -> Tensor:
        attention = torch.softmax(self.score(states).squeeze(-1).float() + blocked, dim=-1)
        pooled = torch.matmul(attention.unsqueeze(1).to(states.dtype), states).squeeze(1)
        return self.classify(functional.dropout(pooled, _DROPOUT, self.training)).float()


class Model(nn.Module):
    """An encoder with any number of heads, in plain operators that a CUDA graph can record."""

    def __init__(self, base: Base, heads: Sequence[str]) -> None:
        super().__init__()
        shape = base.config
        width = shape.hidden_size
        self.words = nn.Embedding(shape.vocab_size, width)
        self.positions = nn.Embedding(shape.max_position_embeddings, width)
        self.types = nn.Embedding(shape.type_vocab_size, width)
        self.norm = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList(
            _Layer(width, shape.intermediate_size, shape.num_attention_heads)
            for _ in range(shape.num_hidden_layers)
        )
        self.heads = nn.ModuleList(_Head(width, CLASSES[head.split(".")[0]]) for head in heads)
        if base.weights:
            missing, _ = self.load_state_dict(_renamed(base.weights), strict=False)
            if not all(name.startswith("heads.") for name in missing):
                raise TidewatchError(f"{base.name} has no {', '.join(missing)}: it is no BERT")

    def forward(self, input_ids: Tensor) -> list[Tensor]:
        """Returns the logits of each head, float32 [batch, classes]."""
        blocked = (input_ids == PADDING_ID).float() * _BLOCKED
        # The gradient of a look-up sorts the ids, which a graph cannot record; this one adds.
        words = self.words.weight.index_select(0, input_ids.reshape(-1))
        states = words.view(*input_ids.shape, -1) + self.positions.weight[: input_ids.shape[1]]
        states = self.norm(states + self.types.weight[0])
        states = functional.dropout(states, _DROPOUT, self.training)
        mask = blocked[:, None, None, :].to(states.dtype)
        for layer in self.layers:
            states = layer(states, mask)
        return [head(states, blocked) for head in self.heads]


def _renamed(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Returns BertModel's weights by the names of `Model`."""
    named = {
        "words": "embeddings.word_embeddings",
        "positions": "embeddings.position_embeddings",
        "types": "embeddings.token_type_embeddings",
        "norm": "embeddings.LayerNorm",
    }
    for number in range(sum(name.endswith("attention.self.query.bias") for name in weights)):
        layer, theirs = f"layers.{number}", f"encoder.layer.{number}"
        named |= {
            f"{layer}.out": f"{theirs}.attention.output.dense",
            f"{layer}.norm": f"{theirs}.attention.output.LayerNorm",
            f"{layer}.up": f"{theirs}.intermediate.dense",
            f"{layer}.down": f"{theirs}.output.dense",
            f"{layer}.last_norm": f"{theirs}.output.LayerNorm",
        }
    found = {
        f"{ours}.{part}": weights[f"{theirs}.{part}"]
        for ours, theirs in named.items()
        for part in ("weight", "bias")
        if f"{theirs}.{part}" in weights
    }
    for number in range(len(named)):
        theirs = f"encoder.layer.{number}.attention.self"
        for part in ("weight", "bias"):
            if f"{theirs}.query.{part}" in weights:
                found[f"layers.{number}.joint.{part}"] = torch.cat(
                    [weights[f"{theirs}.{name}.{part}"] for name in ("query", "key", "value")]
                )
    return found


class Texts:
    """Texts on the device, as ids [texts, MAX_TOKENS]."""

    def __init__(self, texts: Sequence[str], tokenizer: Tokenizer) -> None:
        rows = encode(tokenizer, texts, MAX_TOKENS)
        self.lengths = np.array([len(row) for row in rows])
        self.ids = torch.from_numpy(pad(rows, MAX_TOKENS)[0]).to(DEVICE)


class Training:
    """The training of one model, a step at a time.

    The model computes in bfloat16; the optimizer keeps its weights in float32.
    """

    def __init__(
        self, base: Base, recipe: Recipe, texts: Texts, labels: tuple[Tensor, Tensor],
        chosen: np.ndarray, epochs: int, seed: int,
    ) -> None:  # fmt: skip
        torch.manual_seed(seed)
        self.recipe = recipe
        self.texts = texts
        self.labels, self.weights = labels
        self.model = Model(base, recipe.heads).to(DEVICE)
        names = [name for name, _ in self.model.named_parameters()]
        self.masters = [p.detach().clone().requires_grad_() for p in self.model.parameters()]
        for master in self.masters:
            master.grad = torch.zeros_like(master)
        self.model.to(torch.bfloat16).train()
        self.parameters = list(self.model.parameters())
        chance = np.random.default_rng(seed)
        self.plan = [
            batch
            for _ in range(epochs)
            for batch in _batches(chosen, texts.lengths, recipe.batch_size, chance)
        ]
        steps = len(self.plan)
        warmup = max(1, round(0.06 * steps))
        factors = [
            min((i + 1) / warmup, (steps - i) / max(1, steps - warmup)) for i in range(steps)
        ]
        peaks = torch.tensor([recipe.learning_rate, _HEAD_RATE])
        self.rates = (torch.tensor(factors)[:, None] * peaks).to(DEVICE)
        self.rows = torch.from_numpy(np.stack([rows for _, rows in self.plan])).to(DEVICE)
        self.rate = [torch.zeros((), device=DEVICE) for _ in peaks]
        self.batch = self.rows[0].clone()
        self.optimizer = torch.optim.AdamW(
            [
                {
                    "params": [
                        master
                        for name, master in zip(names, self.masters, strict=True)
                        if name.startswith("heads.") == bool(part) and (master.dim() > 1) == decays
                    ],
                    "weight_decay": 0.01 if decays else 0.0,
                    "lr": self.rate[part],
                }
                for part in (0, 1)
                for decays in (True, False)
            ],
            betas=(0.9, 0.98),
            eps=1e-6,
            fused=_GRAPHS,
            capturable=_GRAPHS,
        )
        self.done = 0
        self.graphs: dict[int, torch.cuda.CUDAGraph] = {}
        self.stream = torch.cuda.Stream() if _GRAPHS else None

    def prepare(self) -> None:
        """Records the step at each length, the longest first, in one pool of memory."""
        if not _GRAPHS:
            return
        pool = torch.cuda.graph_pool_handle()
        self.stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(self.stream):
            for length in sorted({length for length, _ in self.plan}, reverse=True):
                self._compute(length)  # the rates are 0 still: no weight moves
                torch.cuda.synchronize()
                graph = torch.cuda.CUDAGraph()
                with torch.cuda.graph(
                    graph, pool=pool, stream=self.stream, capture_error_mode="thread_local"
                ):
                    self._compute(length)
                self.graphs[length] = graph
            for state in self.optimizer.state.values():
                for value in state.values():
                    value.zero_()
        torch.cuda.synchronize()
        torch.cuda.empty_cache()

    def step(self) -> bool:
        """Takes a step; returns whether there is another."""
        length, _ = self.plan[self.done]
        with torch.cuda.stream(self.stream):
            self.batch.copy_(self.rows[self.done])
            for rate, value in zip(self.rate, self.rates[self.done], strict=True):
                rate.copy_(value)
            if _GRAPHS:
                self.graphs[length].replay()
            else:
                self._compute(length)
        self.done += 1
        return self.done < len(self.plan)

    def _compute(self, length: int) -> None:
        outputs = self.model(self.texts.ids.index_select(0, self.batch)[:, :length])
        labels = self.labels.index_select(0, self.batch)
        weights = self.weights.index_select(0, self.batch)
        losses = [
            functional.cross_entropy(
                logits, labels[:, head], ignore_index=MISSING, label_smoothing=_SMOOTHING,
                reduction="none",
            ) * weights[:, head]
            for head, logits in enumerate(outputs)
        ]  # fmt: skip
        gradients = torch.autograd.grad(torch.stack(losses).sum(dim=0).mean(), self.parameters)
        with torch.no_grad():
            torch._foreach_copy_([master.grad for master in self.masters], list(gradients))
            nn.utils.clip_grad_norm_(self.masters, 1.0)
            self.optimizer.step()
            torch._foreach_copy_(self.parameters, self.masters)

    def log_probabilities(self, rows: np.ndarray) -> dict[str, np.ndarray]:
        """Returns what the trained model says of texts by number, per head [rows, classes]."""
        self.model.eval()
        found = {
            head: np.zeros((len(rows), CLASSES[head.split(".")[0]]), dtype=np.float32)
            for head in self.recipe.heads
        }
        order = np.argsort(self.texts.lengths[rows], kind="stable")
        with torch.inference_mode():
            for start in range(0, len(order), 1_024):
                part = order[start : start + 1_024]
                longest = int(self.texts.lengths[rows[part]].max())
                ids = self.texts.ids[torch.from_numpy(rows[part]).to(DEVICE)]
                outputs = self.model(ids[:, : math.ceil(longest / 8) * 8])
                for head, logits in zip(self.recipe.heads, outputs, strict=True):
                    found[head][part] = torch.log_softmax(logits, dim=-1).cpu().numpy()
        return found


def _batches(
    chosen: np.ndarray, lengths: np.ndarray, size: int, chance: np.random.Generator
) -> list[tuple[int, np.ndarray]]:
    """Returns (length, row numbers) in random order; a last batch is filled up with rows again."""
    order = chance.permutation(chosen)
    bucket = np.searchsorted(LENGTHS, np.minimum(lengths[order], LENGTHS[-1]))
    batches = []
    for number, length in enumerate(LENGTHS):
        rows = order[bucket == number]
        if len(rows):
            rows = np.append(rows, chance.choice(rows, -len(rows) % size))
            batches += [(length, batch) for batch in rows.reshape(-1, size)]
    chance.shuffle(batches)
    return batches

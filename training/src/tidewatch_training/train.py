"""Fine-tunes the encoder and the task heads; reads top to bottom."""

import dataclasses
import time

import torch
from tokenizers import Tokenizer
from torch import nn
from torch.optim.lr_scheduler import LambdaLR

from tidewatch_training import smoke
from tidewatch_training.arguments import TrainArguments, UsageError
from tidewatch_training.base import load_base
from tidewatch_training.checkpoint import (
    TrainedModel,
    load_model,
    load_state,
    save_model,
    save_state,
)
from tidewatch_training.corrections import NO_CORRECTIONS, Corrections, merged
from tidewatch_training.data import Example, kind_of
from tidewatch_training.distil import distillation_loss, teach, unlabelled
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import TASKS
from tidewatch_training.methods import (
    merged_weights,
    prepare,
    to_training_mode,
    trained_parameters,
)
from tidewatch_training.metrics import score
from tidewatch_training.model import NewsModel
from tidewatch_training.objective import (
    kind_loss,
    label_weights,
    loss_of,
    parameter_groups,
    warmup_then_linear,
)
from tidewatch_training.predict import all_logits, compute_device, torch_predict
from tidewatch_training.progress import Progress
from tidewatch_training.provenance import plain_settings, provenance_of, require_same_settings
from tidewatch_training.regularise import class_offsets, r_drop_loss
from tidewatch_training.restore import load_run_or_bundle
from tidewatch_training.splits import examples_of, train_and_dev
from tidewatch_training.tokens import bare_tokenizer_json, encode, pad, shuffled_batches

_KIND_SHARE = 0.2  # of the loss of the text's kind: an easy task, which must not crowd out others


def train(arguments: TrainArguments, corrections: Corrections = NO_CORRECTIONS) -> TrainedModel:
    """Trains and returns the model that scored best on dev; checkpoints lie in `arguments.out`.

    Args:
        arguments: how to train.
        corrections: what people corrected, to be learnt too.

    Raises:
        TidewatchError: data, base checkpoint or checkpoint cannot be read.
    """
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    base = smoke.base() if arguments.smoke else load_base(arguments.base, arguments.base_from)
    if arguments.max_tokens > base.config.max_position_embeddings:
        raise UsageError(
            f"--max-tokens is {arguments.max_tokens}: {base.name} takes "
            f"{base.config.max_position_embeddings} at most"
        )
    examples = examples_of(dataclasses.asdict(arguments), arguments.data_dir)
    train_set, dev_set = train_and_dev(examples, arguments.dev_fraction)
    if arguments.unlabelled and not arguments.teacher:
        raise UsageError("--unlabelled texts teach nothing without a --teacher")
    train_set = merged(train_set, corrections, arguments.training_texts, arguments.seed)
    extra = unlabelled(arguments.unlabelled, arguments.unlabelled_texts)
    train_set += extra
    print(
        f"{len(train_set)} training texts ({len(extra)} without labels, {len(corrections.train)} "
        f"corrected by people), {len(dev_set)} dev texts, base {base.name}"
    )

    tokenizer_json = bare_tokenizer_json(base.tokenizer_json)
    tokenizer = Tokenizer.from_str(tokenizer_json)
    train_rows = encode(tokenizer, [e.text for e in train_set], arguments.max_tokens)
    dev_rows = encode(tokenizer, [e.text for e in dev_set], arguments.max_tokens)
    device = compute_device()
    train_labels = torch.tensor([e.labels for e in train_set]).to(device)
    train_kinds = torch.tensor([kind_of(e) for e in train_set]).to(device)
    train_weights = label_weights(arguments.label_weights, train_set).to(device)
    offsets = class_offsets(train_labels, train_weights, arguments.class_balance)
    targets, teachers = teach(arguments, train_set) if arguments.teacher else (None, [])
    if targets is not None:
        targets = tuple(logits.to(device) for logits in targets)

    # With dropout, plain attention is faster on a CPU than the fused kernel: forward and back, 64
    # texts take 0.47 s instead of 0.49 (MiniLM), 0.92 instead of 1.08 (BGE-small).
    model = NewsModel(base.config, "eager")
    model.encoder.load_state_dict(base.weights, strict=bool(base.weights))
    earlier = load_run_or_bundle(arguments.start) if arguments.start is not None else None
    if earlier is not None:
        if earlier.config != base.shape:
            raise TidewatchError(
                f"{arguments.start} has another shape than {base.name}: give the --base that it "
                "was trained from"
            )
        model.load_state_dict(earlier.weights)
    prepare(model, arguments.method, arguments.lora_rank, arguments.lora_alpha)
    model.to(device)
    optimizer = torch.optim.AdamW(
        parameter_groups(model, arguments), betas=(0.9, 0.98), eps=1e-6, fused=True
    )
    steps_per_epoch = -(-len(train_rows) // arguments.batch_size)
    schedule = LambdaLR(optimizer, warmup_then_linear(steps_per_epoch, arguments))
    progress = _Position()
    if arguments.resume:
        state = load_state(arguments.out)
        require_same_settings(state["arguments"], arguments)
        progress = _Position(**state["position"])
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        _set_random_state(device, state["random"])

    def checkpoint() -> None:
        save_state(
            arguments.out,
            {
                "arguments": plain_settings(arguments),
                "position": dataclasses.asdict(progress),
                "model": model.state_dict(),
                "optimizer": optimizer.state_dict(),
                "schedule": schedule.state_dict(),
                "random": _random_state(device),
            },
        )

    lengths = [len(row) for row in train_rows]
    while progress.epoch < arguments.epochs and progress.stale_epochs < arguments.patience:
        started = time.monotonic()
        batches = shuffled_batches(
            lengths, arguments.batch_size, seed=arguments.seed * 1_000 + progress.epoch
        )
        to_training_mode(model)
        name = f"epoch {progress.epoch + 1} of {arguments.epochs}"
        with Progress(name, len(batches), progress.batch) as bar:
            for batch in batches[progress.batch :]:
                # R-Drop takes every text twice: dropout makes the two passes differ.
                texts = batch * 2 if arguments.r_drop else batch
                input_ids, mask = (
                    torch.from_numpy(part).to(device)
                    for part in pad([train_rows[text] for text in texts])
                )
                with torch.autocast(
                    device.type, dtype=torch.bfloat16, enabled=arguments.precision == "bf16"
                ):
                    outputs, kind_logits = model.with_kind(input_ids, mask)
                # The teachers' probabilities follow the classes' frequencies, as the labels do.
                logits = [
                    task.float() + offset
                    for task, offset in zip(outputs[::2], offsets, strict=True)
                ]
                loss = loss_of(
                    logits, train_labels[texts], train_weights[texts], arguments.label_smoothing
                )
                if targets is not None:
                    taught = distillation_loss(
                        logits, [t[texts] for t in targets], arguments.teacher_temperature
                    )
                    loss = torch.lerp(loss, taught, arguments.teacher_share)
                if arguments.r_drop:
                    loss = loss + arguments.r_drop * r_drop_loss(logits)
                loss = loss + _KIND_SHARE * kind_loss(kind_logits, train_kinds[texts])
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), arguments.gradient_clip)
                optimizer.step()
                schedule.step()
                optimizer.zero_grad(set_to_none=True)
                progress.batch += 1
                bar.step(f"loss {loss.item():.3f}")
                if progress.batch % arguments.checkpoint_steps == 0:
                    checkpoint()

        figures = dev_figures(model, dev_rows, dev_set)
        progress.seconds += time.monotonic() - started
        progress.epoch += 1
        progress.batch = 0
        progress.stale_epochs += 1
        mean = sum(task["accuracy"] for task in figures.values()) / len(figures)
        print(f"epoch {progress.epoch}: dev accuracy {mean:.4f} on average, {figures}", flush=True)
        if mean > progress.best:
            progress.best, progress.stale_epochs = mean, 0
            save_model(
                arguments.out,
                TrainedModel(
                    config=base.shape,
                    weights=merged_weights(model),
                    tokenizer_json=tokenizer_json,
                    max_tokens=arguments.max_tokens,
                    provenance=provenance_of(
                        arguments,
                        base.name,
                        [*examples, *corrections.train, *extra],
                        trained_parameters=trained_parameters(model),
                        epochs=progress.epoch,
                        seconds=progress.seconds,
                        figures=figures,
                        device=device,
                        earlier={
                            "start": None if earlier is None else earlier.provenance,
                            "teachers": teachers,
                        },
                    ),
                ),
            )
        checkpoint()
    return load_model(arguments.out)


def _random_state(device: torch.device) -> torch.Tensor:
    """Returns the state of the generator that dropout draws from."""
    return torch.cuda.get_rng_state() if device.type == "cuda" else torch.get_rng_state()


def _set_random_state(device: torch.device, state: torch.Tensor) -> None:
    if device.type == "cuda":
        torch.cuda.set_rng_state(state)
    else:
        torch.set_rng_state(state)


@dataclasses.dataclass
class _Position:
    """Where a run stands."""

    epoch: int = 0
    batch: int = 0
    best: float = 0.0
    stale_epochs: int = 0
    seconds: float = 0.0


def dev_figures(
    model: NewsModel, rows: list[list[int]], examples: list[Example]
) -> dict[str, dict[str, float]]:
    """Returns accuracy and macro-F1 per task."""
    logits = all_logits(torch_predict(model), rows, batch_size=64)
    figures = {}
    for index, task in enumerate(TASKS):
        scored = score(task, [e.labels[index] for e in examples], logits[task.name])
        if scored is not None:
            figures[task.name] = {
                "accuracy": round(scored.accuracy, 4),
                "macro_f1": round(scored.macro_f1, 4),
            }
    return figures

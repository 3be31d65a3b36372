"""Training: resume, early stopping and what a run leaves behind."""

import dataclasses
from pathlib import Path

import pytest
import torch
from transformers import BertConfig

from conftest import smoke_arguments
from tidewatch_training import train as training
from tidewatch_training.arguments import UsageError
from tidewatch_training.checkpoint import load_model, save_model
from tidewatch_training.errors import TidewatchError
from tidewatch_training.labels import MISSING, TASKS
from tidewatch_training.model import NewsModel
from tidewatch_training.objective import loss_of, parameter_groups
from tidewatch_training.progress import Progress
from tidewatch_training.train import train


def test_a_smoke_run_learns_its_corpus(smoke_run: Path) -> None:
    trained = load_model(smoke_run)
    assert all(figures["accuracy"] > 0.9 for figures in trained.provenance["dev"].values())
    assert trained.provenance["data"]["smoke"]["texts"] == 1400
    assert trained.provenance["arguments"]["seed"] == 7
    assert "out" not in trained.provenance["arguments"]


def test_a_resumed_run_ends_with_the_same_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(smoke_arguments(tmp_path / "whole"))
    steps = 0

    def interrupt(self: Progress, note: str) -> None:
        nonlocal steps
        steps += 1
        if steps == 50:  # in the middle of the second epoch, not on a checkpoint
            raise KeyboardInterrupt

    broken = smoke_arguments(tmp_path / "broken", checkpoint_steps=7)
    with monkeypatch.context() as patch:
        patch.setattr(Progress, "step", interrupt)
        with pytest.raises(KeyboardInterrupt):
            train(broken)
    resumed = train(smoke_arguments(tmp_path / "broken", checkpoint_steps=7, resume=True))

    assert steps == 50
    assert resumed.provenance["dev"] == whole.provenance["dev"]
    for name, expected in whole.weights.items():
        assert torch.equal(resumed.weights[name], expected), name


def test_resuming_with_other_arguments_is_refused(smoke_run: Path) -> None:
    with pytest.raises(TidewatchError, match="seed was 7, is 8"):
        train(smoke_arguments(smoke_run, resume=True, seed=8))


def test_resuming_without_a_checkpoint_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(TidewatchError, match=r"state\.pt is missing"):
        train(smoke_arguments(tmp_path, resume=True))


def test_training_stops_when_dev_stops_improving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accuracies = iter([0.5, 0.6, 0.6, 0.55, 0.9])
    monkeypatch.setattr(
        training,
        "dev_figures",
        lambda *_: {task.name: {"accuracy": next(accuracies)} for task in TASKS[:1]},
    )
    trained = train(smoke_arguments(tmp_path, epochs=5, patience=2))
    assert trained.provenance["epochs"] == 2
    assert next(accuracies) == 0.9


def test_the_loss_leaves_missing_labels_out_and_weighs_the_others() -> None:
    logits = tuple(torch.randn(2, len(task.labels)) for task in TASKS)
    labels = torch.tensor([[3, MISSING, MISSING], [MISSING, 1, 2]])
    weights = torch.tensor([[1.0, 9.0, 9.0], [9.0, 3.0, 2.0]])
    expected = sum(
        -weights[row, task] * torch.log_softmax(logits[task][row], -1)[labels[row, task]]
        for row, task in ((0, 0), (1, 1), (1, 2))
    )
    torch.testing.assert_close(loss_of(logits, labels, weights, 0.0), expected / 2)


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ("smoke/topic=heavy", "must be source/task=number"),
        ("smoke/topic=-1", "must be source/task=number, 0 or more"),
        ("tweets/topic=2", "unknown 'tweets/topic'; known: smoke/sentiment"),
    ],
)
def test_bad_label_weights_are_named(tmp_path: Path, weights: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        train(smoke_arguments(tmp_path, label_weights=weights))


def test_a_run_can_start_from_another(smoke_run: Path, tmp_path: Path) -> None:
    earlier = load_model(smoke_run)
    trained = train(
        smoke_arguments(
            tmp_path, start=smoke_run, epochs=1, learning_rate=1e-9, head_learning_rate=1e-9
        )
    )
    for name, weights in earlier.weights.items():
        torch.testing.assert_close(trained.weights[name], weights, atol=1e-5, rtol=0)
    assert trained.provenance["start"] == earlier.provenance


def test_heads_learn_fastest_and_lower_layers_slower(tmp_path: Path) -> None:
    config = BertConfig(
        vocab_size=9,
        hidden_size=8,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=8,
    )
    model = NewsModel(config)
    arguments = smoke_arguments(
        tmp_path, learning_rate=1.0, head_learning_rate=9.0, layer_decay=0.5
    )
    groups = parameter_groups(model, arguments)
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    rates = {names[id(p)]: group["lr"] for group in groups for p in group["params"]}
    assert len(rates) == len(names)
    assert rates["heads.theme.score.weight"] == 9
    prefix = "encoder.encoder.layer"
    assert [rates[f"{prefix}.{n}.output.dense.weight"] for n in (2, 1, 0)] == [1, 0.5, 0.25]
    assert rates["encoder.embeddings.word_embeddings.weight"] == 0.125
    assert not any(
        group["weight_decay"] for group in groups for p in group["params"] if p.dim() < 2
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"max_tokens": 129}, "--max-tokens is 129: smoke takes 128 at most"),
        ({"dev_fraction": 0.0}, "leaves 1400 training texts and 0 dev texts"),
        ({"dev_fraction": 0.9999}, "leaves 0 training texts and 1400 dev texts"),
    ],
)
def test_arguments_that_the_texts_or_the_base_do_not_allow_are_refused(
    tmp_path: Path, changes: dict[str, object], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        train(smoke_arguments(tmp_path, **changes))


def test_a_start_of_another_shape_is_refused(smoke_run: Path, tmp_path: Path) -> None:
    earlier = load_model(smoke_run)
    other = dataclasses.replace(earlier, config=earlier.config | {"hidden_size": 64})
    save_model(tmp_path / "other", other)
    with pytest.raises(TidewatchError, match="has another shape than smoke: give the --base"):
        train(smoke_arguments(tmp_path, start=tmp_path / "other"))

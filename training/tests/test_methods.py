"""Full fine-tuning, LoRA and heads only: what each trains, and that all leave a plain model."""

import dataclasses
from pathlib import Path

import pytest
import torch

from conftest import smoke_arguments
from tidewatch_training import smoke
from tidewatch_training.card import card_of
from tidewatch_training.checkpoint import TrainedModel, load_model
from tidewatch_training.combine import averaged
from tidewatch_training.labels import KINDS, TASKS
from tidewatch_training.methods import (
    merged_weights,
    prepare,
    to_training_mode,
    trained_parameters,
)
from tidewatch_training.model import NewsModel
from tidewatch_training.progress import Progress
from tidewatch_training.train import train

_IDS = torch.tensor([[2, 7, 9, 3], [2, 8, 3, 0]])


def _model(method: str) -> NewsModel:
    torch.manual_seed(4)
    model = NewsModel(smoke.base().config)
    prepare(model, method, rank=4, alpha=8.0)
    return model


def _gradients(model: NewsModel) -> set[str]:
    to_training_mode(model)
    sum(output.sum() for output in model(_IDS, (_IDS > 0).long())[::2]).backward()
    return {name for name, parameter in model.named_parameters() if parameter.grad is not None}


def test_each_method_computes_the_gradients_of_what_it_trains() -> None:
    full, lora, heads = (_gradients(_model(method)) for method in ("full", "lora", "heads"))
    assert {name.split(".")[0] for name in full} == {"encoder", "heads"}
    assert heads == {name for name in full if name.startswith("heads.")}
    adapters = lora - heads
    # A and B of query, key, value, and of the three dense layers, in both layers.
    assert len(adapters) == 2 * 6 * 2
    assert all(".lora_A." in name or ".lora_B." in name for name in adapters)


def test_heads_only_records_nothing_in_the_encoder_so_there_is_no_backward_pass() -> None:
    for method, recorded in (("full", True), ("lora", True), ("heads", False)):
        states = _model(method).encoder(input_ids=_IDS).last_hidden_state
        assert states.requires_grad is recorded


def test_the_trained_parameters_are_counted() -> None:
    width, wide, rank, layers, kinds = 32, 64, 4, 2, len(KINDS)
    heads = sum(width + 1 + (1 + kinds) * (width + 1) * len(task.labels) for task in TASKS)
    heads += width + 1 + (width + 1) * kinds
    adapters = layers * rank * (4 * 2 * width + 2 * (width + wide))
    assert trained_parameters(_model("heads")) == heads
    assert trained_parameters(_model("lora")) == heads + adapters
    assert trained_parameters(_model("full")) == sum(p.numel() for p in _model("full").parameters())


def test_the_merged_model_computes_what_the_adapted_one_computes() -> None:
    adapted = _model("lora").eval()
    plain = NewsModel(smoke.base().config).eval()
    for name, parameter in adapted.named_parameters():
        if ".lora_B." in name:
            torch.nn.init.normal_(parameter, std=0.1)
    merged = merged_weights(adapted)
    plain.load_state_dict(merged)
    name = "encoder.encoder.layer.0.attention.self.query"
    query = dict(adapted.named_modules())[name]
    a, b = query.lora_A["default"].weight, query.lora_B["default"].weight
    torch.testing.assert_close(
        merged[f"{name}.weight"], query.base_layer.weight + 8.0 / 4 * b @ a, rtol=0, atol=1e-6
    )
    with torch.no_grad():
        for ours, theirs in zip(
            plain(_IDS, (_IDS > 0).long()), adapted(_IDS, (_IDS > 0).long()), strict=True
        ):
            torch.testing.assert_close(ours, theirs, atol=1e-5, rtol=0)


def test_a_frozen_encoder_has_no_dropout_and_a_trained_one_has() -> None:
    for method, training in (("full", True), ("lora", True), ("heads", False)):
        model = _model(method)
        to_training_mode(model)
        assert model.encoder.training is training
        assert model.heads.training


@pytest.fixture(scope="module")
def runs(smoke_run: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, TrainedModel]:
    """An epoch of LoRA and of heads only, on from the finished run."""
    return {
        method: train(
            smoke_arguments(
                tmp_path_factory.mktemp(method), start=smoke_run, method=method, epochs=1
            )
        )
        for method in ("lora", "heads")
    }


def test_the_saved_model_is_a_plain_one(smoke_run: Path, runs: dict[str, TrainedModel]) -> None:
    earlier = load_model(smoke_run)
    for method, trained in runs.items():
        trained.build()
        assert list(trained.weights) == list(earlier.weights)
        changed = {
            name
            for name, weights in trained.weights.items()
            if not torch.equal(weights, earlier.weights[name])
        }
        assert all(name in changed for name in earlier.weights if name.startswith("heads."))
        layers = {name for name in changed if name.startswith("encoder.")}
        assert len(layers) == (2 * 6 if method == "lora" else 0)
        for task in ("sentiment", "theme"):  # topics are too soft after so few steps
            assert trained.provenance["dev"][task]["accuracy"] > 0.9


def test_the_card_tells_the_method_its_parameters_and_its_time(
    runs: dict[str, TrainedModel],
) -> None:
    metrics = {
        "batchDifference": 0.0,
        "encoder": {"layers": 2, "width": 32},
        "rangeTexts": 1,
        "earlierLooks": 0,
        "figures": {"int8": [], "fp32": []},
        "int8AccuracyLoss": dict.fromkeys((task.name for task in TASKS), 0.0),
        "int8Agreement": dict.fromkeys((task.name for task in TASKS), 1.0),
    }
    provenance = runs["lora"].provenance | {"seconds": 120}
    card = card_of("m", "1", 1, {}, provenance, metrics)
    assert f"LoRA of rank 8 and the heads ({provenance['trainedParameters']:,} parameters)" in card
    assert "in 2 minutes" in card
    assert "training all weights" in card  # the run that it started from

    start = runs["lora"].provenance["start"]
    mean = averaged([dataclasses.replace(runs["lora"], provenance=start), runs["lora"]], [3, 1])
    told = card_of("m", "1", 1, {}, mean.provenance, metrics)
    assert told.count("training all weights") == told.count("LoRA of rank 8") == 1
    assert "\n2. from run 1, " in told
    assert "The weights are a mean: run 1, share 0.75; run 2, share 0.25." in told


@pytest.mark.parametrize("method", ["lora", "heads"])
def test_a_resumed_run_of_any_method_ends_with_the_same_weights(
    tmp_path: Path, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = train(smoke_arguments(tmp_path / "whole", method=method, epochs=1))
    steps = 0

    def interrupt(self: Progress, note: str) -> None:
        nonlocal steps
        steps += 1
        if steps == 20:
            raise KeyboardInterrupt

    broken = {"method": method, "epochs": 1, "checkpoint_steps": 7}
    with monkeypatch.context() as patch:
        patch.setattr(Progress, "step", interrupt)
        with pytest.raises(KeyboardInterrupt):
            train(smoke_arguments(tmp_path / "broken", **broken))
    resumed = train(smoke_arguments(tmp_path / "broken", resume=True, **broken))
    for name, expected in whole.weights.items():
        assert torch.equal(resumed.weights[name], expected), name

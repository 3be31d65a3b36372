"""Faithfulness: planted words are found, and each way to rank words computes its formula."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from torch import Tensor

from tidewatch_training import smoke
from tidewatch_training.arguments import ExportArguments
from tidewatch_training.attribution import (
    CONTRIBUTION,
    GRADIENT_X_INPUT,
    INTEGRATED_GRADIENTS,
    POOLED_OCCLUSION,
    from_gradients,
    from_outputs,
    from_pooling,
)
from tidewatch_training.bundle import read_bundle
from tidewatch_training.checkpoint import load_model
from tidewatch_training.cli import main
from tidewatch_training.data import Example
from tidewatch_training.errors import TidewatchError
from tidewatch_training.export import export
from tidewatch_training.faithfulness import Faithfulness, Subject, measure, sample
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.model import NewsModel
from tidewatch_training.predict import torch_predict
from tidewatch_training.tokens import encode
from tidewatch_training.vocabulary import word_tokenizer_json
from tidewatch_training.words import DELETE, MASK, WordedText, mask_id_of, worded

_WORDS = ["corvane", "shares", "fall", "##en", "on", "monday", "again", ",", "3", "%", "[MASK]"]
_PLANTED = "fall"
_TEMPERATURES = {"topic": 1.0, "sentiment": 2.0, "theme": 0.5}


@pytest.fixture
def tokenizer() -> Tokenizer:
    return Tokenizer.from_str(word_tokenizer_json(_WORDS))


def test_words_hold_their_pieces_and_punctuation_is_none(tokenizer: Tokenizer) -> None:
    (text,) = worded(tokenizer, ["Shares fallen, 3 %"], 20)
    assert text.token_ids == (2, 5, 6, 7, 11, 12, 13, 3)
    assert text.words == ((1,), (2, 3), (5,))


def test_words_beyond_the_last_token_are_cut(tokenizer: Tokenizer) -> None:
    (text,) = worded(tokenizer, ["shares fallen again"], 4)
    assert text == WordedText((2, 5, 6, 3), ((1,), (2,)))


def test_words_are_deleted_or_masked(tokenizer: Tokenizer) -> None:
    text = WordedText((2, 5, 6, 7, 11, 9, 3), ((1,), (2, 3), (5,)))
    assert text.without([1], None) == (2, 5, 11, 9, 3)
    assert text.only([1], None) == (2, 6, 7, 3)
    mask = mask_id_of(tokenizer, MASK)
    assert mask == tokenizer.token_to_id("[MASK]")
    assert text.without([1], mask) == (2, 5, mask, mask, 11, 9, 3)
    assert text.only([1], mask) == (2, mask, 6, 7, mask, mask, 3)
    assert mask_id_of(tokenizer, DELETE) is None


def _looking_at(tokenizer: Tokenizer, attended: str) -> Callable[..., list[np.ndarray]]:
    """A model whose first class wins by 4 where `_PLANTED` stands, and that attends to a word."""
    planted, looked_at = (tokenizer.token_to_id(word) for word in (_PLANTED, attended))

    def predict(input_ids: np.ndarray, attention_mask: np.ndarray) -> list[np.ndarray]:
        outputs = []
        for task in TASKS:
            logits = np.zeros((len(input_ids), len(task.labels)), dtype=np.float32)
            logits[:, 0] = 4 * (input_ids == planted).any(axis=1)
            outputs += [logits, softmax(5.0 * (input_ids == looked_at) * attention_mask)]
        return outputs

    return predict


def _measured(tokenizer: Tokenizer, attended: str, removal: str) -> dict[str, Faithfulness]:
    texts = [f"corvane shares {_PLANTED} on monday again"] * 3 + ["corvane", ""]
    subject = Subject(tokenizer, 20, _looking_at(tokenizer, attended), _TEMPERATURES)
    rows = measure(subject, texts, removal, batch_size=4)
    assert [row.task for row in rows] == [task.name for task in TASKS for _ in range(3)]
    return {row.ranking: row for row in rows if row.task == "sentiment"}


@pytest.mark.parametrize("removal", [DELETE, MASK])
def test_attention_on_the_planted_word_is_faithful(tokenizer: Tokenizer, removal: str) -> None:
    found = _measured(tokenizer, _PLANTED, removal)
    fall = softmax(np.array([4.0, 0, 0]), _TEMPERATURES["sentiment"])[0] - 1 / 3
    for ranking in ("attention", "occlusion"):
        assert found[ranking].texts == 3  # texts without two words are left out
        assert found[ranking].comprehensiveness.mean == pytest.approx(fall)
        assert found[ranking].sufficiency.mean == pytest.approx(0)
    by_chance = found["random"]
    assert 0 < by_chance.comprehensiveness.mean < fall
    assert 0 < by_chance.sufficiency.mean < fall
    assert by_chance.comprehensiveness_gain.mean == pytest.approx(
        by_chance.comprehensiveness.mean - fall
    )
    assert by_chance.spread is not None
    assert min(by_chance.spread) > 0


def test_attention_elsewhere_is_not(tokenizer: Tokenizer) -> None:
    found = _measured(tokenizer, "corvane", DELETE)
    fall = softmax(np.array([4.0, 0, 0]), _TEMPERATURES["sentiment"])[0] - 1 / 3
    # The highest 10, 20, 30 and 50 % of six words are 1, 2, 2 and 3: corvane, shares, fall.
    expected = [[0, fall], [0, fall], [0, fall], [fall, 0]]
    assert list(found["attention"].by_share) == [0.1, 0.2, 0.3, 0.5]
    np.testing.assert_allclose(list(found["attention"].by_share.values()), expected, atol=1e-7)
    assert found["attention"].comprehensiveness.mean == pytest.approx(fall / 4)
    assert found["occlusion"].comprehensiveness_gain.low == pytest.approx(fall * 3 / 4)
    assert found["occlusion"].sufficiency_gain.low == pytest.approx(fall * 3 / 4)


def test_the_keyword_of_the_tiny_bundle_is_found(repository: Path) -> None:
    bundle = read_bundle(repository / "training/tests/fixtures/tiny-bundle")
    subject = Subject(bundle.tokenizer, 128, bundle.predict(), bundle.temperatures)
    rows = measure(
        subject, ["the company is up after a merger", "stock is down on fraud"], DELETE, 8
    )
    topic = {row.ranking: row for row in rows if row.task == "topic"}
    assert set(topic) == {"attention", "highlight", "occlusion", "random"}
    assert topic["attention"].comprehensiveness.low > 0.5
    assert topic["highlight"].comprehensiveness.low > 0.5
    assert topic["random"].comprehensiveness_gain.high < 0
    with pytest.raises(TidewatchError, match=r"has no \[MASK\]: take words out by delete"):
        measure(subject, ["stock is down on fraud"], MASK, 8)


def test_a_bundle_without_highlights_is_ranked_by_attention(repository: Path) -> None:
    bundle = read_bundle(repository / "training/tests/fixtures/tiny-bundle")
    texts = worded(bundle.tokenizer, ["stock is down on fraud", "a fraud"], 128)
    newer = from_outputs(bundle.predict(), texts, 1)
    older = from_outputs(lambda *inputs: bundle.predict()(*inputs)[:6], texts, 1)
    assert list(newer) == ["attention", "highlight"]
    assert list(older) == ["attention"]
    for task in TASKS:
        for attribution in (*newer.values(), *older.values()):
            assert [values.argmax() for values in attribution[task.name]] == [4, 1]


def test_texts_of_one_word_are_refused(tokenizer: Tokenizer) -> None:
    subject = Subject(tokenizer, 20, _looking_at(tokenizer, "fall"), _TEMPERATURES)
    with pytest.raises(TidewatchError, match="no text has two words"):
        measure(subject, ["corvane", ""], DELETE, 4)


def test_a_sample_takes_one_text_of_a_cluster() -> None:
    examples = [
        Example(f"{source} {n}", (0, 0, 0), source, str(n // 4))
        for n in range(20)
        for source in "ab"
    ]
    texts = sample(examples, 100)
    assert len(texts) == 10
    clusters = {(text.split()[0], int(text.split()[1]) // 4) for text in texts}
    assert len(clusters) == 10
    assert sample(examples, 3) == texts[:3]


@pytest.fixture(scope="module")
def network(smoke_run: Path) -> NewsModel:
    return load_model(smoke_run).build()


@pytest.fixture(scope="module")
def token_rows(smoke_run: Path) -> list[list[int]]:
    texts = [example.text for example in smoke.corpus()[3::300]]
    texts.append(f"{texts[0]} {texts[1]}")  # so that the others are padded
    return encode(Tokenizer.from_str(load_model(smoke_run).tokenizer_json), texts, 128)


def _every_token(rows: list[list[int]], between: int = 0) -> list[WordedText]:
    """Texts whose every token is a word; `between` 1 leaves out [CLS] and [SEP]."""
    return [
        WordedText(tuple(row), tuple((n,) for n in range(between, len(row) - between)))
        for row in rows
    ]


def _predicted(network: NewsModel, rows: list[list[int]]) -> dict[str, np.ndarray]:
    outputs = [torch_predict(network)(np.array([row]), np.ones((1, len(row)), int)) for row in rows]
    return {
        task.name: np.array([output[2 * index][0].argmax() for output in outputs])
        for index, task in enumerate(TASKS)
    }


def test_contributions_of_all_tokens_and_the_bias_are_the_logit(
    network: NewsModel, token_rows: list[list[int]]
) -> None:
    predicted = _predicted(network, token_rows)
    found = from_pooling(network, _every_token(token_rows), predicted, _TEMPERATURES, 3)
    for index, task in enumerate(TASKS):
        for number, row in enumerate(token_rows):
            ids = torch.tensor([row])
            outputs, kind_logits = network.with_kind(ids, torch.ones_like(ids))
            _, bias = network.heads[task.name].classifier(torch.softmax(kind_logits, dim=-1))
            logits = (outputs[2 * index] - bias)[0].detach().numpy()
            label = predicted[task.name][number]
            total = found[CONTRIBUTION][task.name][number].sum()
            assert total == pytest.approx(logits[label] - logits.mean(), abs=1e-4)


def test_pooled_occlusion_is_pooling_without_the_word(
    network: NewsModel, token_rows: list[list[int]]
) -> None:
    predicted = _predicted(network, token_rows)
    found = from_pooling(network, _every_token(token_rows), predicted, _TEMPERATURES, 3)
    row = torch.tensor([token_rows[0]])
    states = network.encoder(input_ids=row, attention_mask=torch.ones_like(row)).last_hidden_state
    kinds = torch.softmax(network.kind(states, torch.zeros(1, row.shape[1]))[0], dim=-1)
    for task in TASKS:
        label = predicted[task.name][0]

        def probability(blocked: Tensor, name: str = task.name, label: int = label) -> float:
            logits = network.heads[name](states, blocked, kinds)[0][0].detach().numpy()
            return softmax(logits, _TEMPERATURES[name])[label]

        blocked = torch.zeros(1, row.shape[1])
        whole = probability(blocked)
        for place, fall in enumerate(found[POOLED_OCCLUSION][task.name][0]):
            blocked[0] = 0
            blocked[0, place] = torch.finfo(torch.float32).min
            assert fall == pytest.approx(whole - probability(blocked), abs=1e-5)


def test_gradients_are_slopes_and_their_integral_is_the_whole_way(
    network: NewsModel, token_rows: list[list[int]]
) -> None:
    predicted = _predicted(network, token_rows)
    found = from_gradients(network, _every_token(token_rows, 1), predicted, _TEMPERATURES, 3)
    row = torch.tensor([token_rows[0]])
    for index, task in enumerate(TASKS):
        label = predicted[task.name][0]

        def log_probability(
            scale: float, index: int = index, name: str = task.name, label: int = label
        ) -> float:
            factor = torch.full((1, row.shape[1], 1), scale)
            factor[:, [0, -1]] = 1  # [CLS] and [SEP] stay
            embeddings = network.encoder.embeddings.word_embeddings
            with embeddings.register_forward_hook(lambda *called: called[2] * factor):
                logits = network(row, torch.ones_like(row))[2 * index][0]
            return torch.log_softmax(logits / _TEMPERATURES[name], -1)[label].item()

        slope = (log_probability(1.01) - log_probability(0.99)) / 0.02
        total = {name: values[task.name][0].sum() for name, values in found.items()}
        assert total[GRADIENT_X_INPUT] == pytest.approx(slope, rel=0.02, abs=1e-3)
        way = log_probability(1.0) - log_probability(0.0)
        assert total[INTEGRATED_GRADIENTS] == pytest.approx(way, rel=0.05, abs=1e-3)


def test_evaluate_reports_faithfulness(
    smoke_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "figures.json"
    argv = ["evaluate", "--model", str(smoke_run), "--threads", "1", "--json", str(target)]
    assert main([*argv, "--splits", "dev", "--faithfulness", "8"]) == 0
    shown = capsys.readouterr().out
    assert "comprehensiveness" in shown
    rows = json.loads(target.read_text(encoding="utf-8"))["faithfulness"]
    rankings = [row["ranking"] for row in rows if row["task"] == "topic"]
    assert rankings == [
        "attention",
        CONTRIBUTION,
        POOLED_OCCLUSION,
        GRADIENT_X_INPUT,
        INTEGRATED_GRADIENTS,
        "occlusion",
        "random",
    ]
    attention, by_chance = rows[0], rows[6]
    assert attention["texts"] == 8
    # The corpus is learnt word by word: what the model attends to decides.
    assert attention["comprehensiveness"]["low"] > by_chance["comprehensiveness"]["mean"]


def test_a_bundle_is_checked_without_gradients(
    smoke_run: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(ExportArguments(run=smoke_run, out=tmp_path, version="1.0.0", threads=1))
    target = tmp_path / "figures.json"
    argv = ["evaluate", "--model", str(tmp_path / "1.0.0"), "--threads", "1"]
    argv += ["--splits", "dev", "--faithfulness", "4", "--json", str(target)]
    assert main(argv) == 0
    rows = json.loads(target.read_text(encoding="utf-8"))["faithfulness"]
    assert {row["ranking"] for row in rows} == {
        "attention",
        "highlight",
        "occlusion",
        "random",
    }
    assert main([*argv, "--removal", "mask"]) == 1
    assert "has no [MASK]: take words out by delete" in capsys.readouterr().err


def test_faithfulness_needs_dev(smoke_run: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["evaluate", "--model", str(smoke_run), "--splits", "valid", "--faithfulness", "8"])
    assert exit_.value.code == 2
    assert "--splits must name dev" in capsys.readouterr().err

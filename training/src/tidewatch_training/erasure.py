"""Takes words out of texts and looks how far the predicted label's probability falls."""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from tidewatch_training.attribution import Attribution
from tidewatch_training.labels import TASKS, softmax
from tidewatch_training.predict import Predict, all_logits
from tidewatch_training.progress import Progress
from tidewatch_training.words import WordedText

SHARES = (0.1, 0.2, 0.3, 0.5)
"""Of a text's words, rounded up."""


class Erasure:
    """A model, texts, and what it predicts for them whole."""

    def __init__(
        self,
        predict: Predict,
        temperatures: Mapping[str, float],
        texts: Sequence[WordedText],
        mask_id: int | None,
        batch_size: int,
    ) -> None:
        """Asks the model for the whole texts.

        Args:
            predict: the model.
            temperatures: per task name.
            texts: one at least.
            mask_id: stands in for a piece taken out; None deletes it.
            batch_size: texts per batch.
        """
        self._predict = predict
        self._temperatures = temperatures
        self._texts = texts
        self._mask_id = mask_id
        self._batch_size = batch_size
        whole = self._probabilities("whole texts", [text.token_ids for text in texts])
        self.predicted = {name: values.argmax(axis=1) for name, values in whole.items()}
        """The label that the model gives each text, [texts] per task name."""
        self._whole = {name: values.max(axis=1) for name, values in whole.items()}

    def occlusion(self) -> Attribution:
        """Returns how far the probability falls when a word alone is taken out."""
        spans, rows = [], []
        for text in self._texts:
            spans.append(slice(len(rows), len(rows) + len(text.words)))
            rows += [text.without([word], self._mask_id) for word in range(len(text.words))]
        probabilities = self._probabilities("each word", rows)
        return {
            task.name: [
                self._whole[task.name][index]
                - probabilities[task.name][span, self.predicted[task.name][index]]
                for index, span in enumerate(spans)
            ]
            for task in TASKS
        }

    def falls(self, rankings: Mapping[str, Attribution]) -> dict[str, dict[str, np.ndarray]]:
        """Returns [texts, shares, 2] per ranking and task name: how far the probability falls.

        First without the highest words, then with them alone, for each of `SHARES`.
        """
        rows: dict[tuple[int, ...], int] = {}  # many rankings take out the same words
        places = {
            (name, task): np.array(
                [
                    [rows.setdefault(row, len(rows)) for row in self._erased(text, scores)]
                    for text, scores in zip(self._texts, attribution[task], strict=True)
                ]
            ).reshape(len(self._texts), len(SHARES), 2)
            for name, attribution in rankings.items()
            for task in attribution
        }
        probabilities = self._probabilities("the highest words", list(rows))
        return {
            name: {
                task: self._whole[task][:, None, None]
                - probabilities[task][places[name, task], self.predicted[task][:, None, None]]
                for task in attribution
            }
            for name, attribution in rankings.items()
        }

    def _erased(self, text: WordedText, scores: np.ndarray) -> Iterable[tuple[int, ...]]:
        order = np.argsort(-scores, kind="stable")
        for share in SHARES:
            highest = order[: math.ceil(share * len(order))]
            yield text.without(highest, self._mask_id)
            yield text.only(highest, self._mask_id)

    def _probabilities(self, note: str, rows: Sequence[Sequence[int]]) -> dict[str, np.ndarray]:
        """Returns calibrated probabilities, [rows, classes] per task name."""
        with Progress(f"faithfulness, {note}", -(-len(rows) // self._batch_size)) as bar:

            def predict(input_ids: np.ndarray, attention_mask: np.ndarray) -> list[np.ndarray]:
                outputs = self._predict(input_ids, attention_mask)
                bar.step("")
                return outputs

            logits = all_logits(predict, rows, self._batch_size)
        return {name: softmax(values, self._temperatures[name]) for name, values in logits.items()}

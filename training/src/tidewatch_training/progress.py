"""Progress: a bar on a terminal, a plain line now and then elsewhere."""

import sys
import time
from types import TracebackType

from tqdm import tqdm

_SECONDS_BETWEEN_LINES = 30.0


class Progress:
    """Counts steps of known total, with a note (such as the loss) at the end of the line."""

    def __init__(self, name: str, total: int, done: int = 0) -> None:
        self._name = name
        self._total = total
        self._done = done
        self._first = done
        self._started = self._shown = time.monotonic()
        terminal = sys.stderr.isatty()
        self._bar = tqdm(total=total, initial=done, desc=name, unit="step") if terminal else None

    def step(self, note: str) -> None:
        """Counts one step."""
        self._done += 1
        if self._bar is not None:
            self._bar.set_postfix_str(note, refresh=False)
            self._bar.update()
        elif time.monotonic() - self._shown >= _SECONDS_BETWEEN_LINES or self._done == self._total:
            self._shown = time.monotonic()
            rate = (self._done - self._first) / max(self._shown - self._started, 1e-9)
            left = (self._total - self._done) / max(rate, 1e-9)
            print(
                f"{self._name}: step {self._done} of {self._total}, {rate:.1f} steps/s, "
                f"{left:.0f} s left, {note}",
                flush=True,
            )

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.close()

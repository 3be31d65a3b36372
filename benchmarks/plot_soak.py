"""Draws what `./tidewatch bench --soak --json FILE` has measured, one panel per figure.

    training/.venv/bin/python benchmarks/plot_soak.py soak.json docs/images/soak.svg
"""

import json
import sys
from pathlib import Path

from matplotlib import rcParams
from matplotlib.figure import Figure

PANELS = {
    "heap in use, with garbage (MiB)": ("heapMiB",),
    "resident memory (MiB): TaskManagers, service": ("residentMiB", "deskResidentMiB"),
    "state (MiB): all, written anew": ("stateMiB", "writtenMiB"),
    "messages not yet in a checkpoint": ("behind",),
    "open files, threads": ("openFiles", "threads"),
    "seconds a checkpoint took": ("checkpointSeconds",),
}
COLUMNS = 2
# Words stay words and names are not drawn by lot: small files, and the same for the same figures.
rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "tidewatch"})


def draw(measured: dict, to: Path) -> None:
    """Writes the picture.

    Args:
        measured: the JSON of a soak.
        to: an SVG or PNG file, whose folder exists.
    """
    samples, plan = measured["samples"], measured["plan"]
    minutes = [sample["minutes"] for sample in samples]
    figure = Figure(figsize=(9, 7), layout="constrained")
    figure.suptitle(f"{measured['sent']:,} messages, {plan['perSecond']} a second", fontsize=10)
    panels = figure.subplots(len(PANELS) // COLUMNS, COLUMNS, sharex=True)
    for axes, (title, names) in zip(panels.flat, PANELS.items(), strict=True):
        for name in names:
            axes.plot(minutes, [sample[name] for sample in samples], linewidth=1)
        axes.set_title(title, fontsize=9)
        axes.set_ylim(bottom=0)
    for axes in panels[-1]:
        axes.set_xlabel("minutes")
    figure.savefig(to, metadata={"Date": None} if to.suffix == ".svg" else None)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    draw(json.loads(Path(sys.argv[1]).read_text()), Path(sys.argv[2]))

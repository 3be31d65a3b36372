"""What of this machine's processor decides the last bit of a score.

ONNX Runtime chooses its kernels by these instruction sets. Between machines that have the same, an
int8 model gives the same numbers; between others a rounding may fall the other way, and
probabilities differ as far as quantisation moves them.
"""

from pathlib import Path

_DECISIVE = (
    "avx2",
    "avx512f",
    "avx512_vnni",
    "avx_vnni",
    "amx_int8",
    "asimddp",
    "i8mm",
)
_CPUINFO = Path("/proc/cpuinfo")


def instruction_sets(cpuinfo: Path = _CPUINFO) -> list[str]:
    """Returns the decisive instruction sets, by Linux's names; none where they cannot be told."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    for line in lines:
        name, _, flags = line.partition(":")
        if name.strip() in ("flags", "Features"):  # x86 and ARM
            present = set(flags.split())
            return [name for name in _DECISIVE if name in present]
    return []

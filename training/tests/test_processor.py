"""Which instruction sets decide the last bit."""

from pathlib import Path

from tidewatch_training.processor import instruction_sets


def test_the_first_processor_tells_its_decisive_instruction_sets(tmp_path: Path) -> None:
    file = tmp_path / "cpuinfo"
    file.write_text(
        "processor\t: 0\nflags\t\t: fpu avx2 avx512f avx512_vnni sse\n\nprocessor\t: 1\n"
    )
    assert instruction_sets(file) == ["avx2", "avx512f", "avx512_vnni"]
    file.write_text("processor\t: 0\nFeatures\t: fp asimd asimddp i8mm\n")
    assert instruction_sets(file) == ["asimddp", "i8mm"]


def test_where_nothing_is_told_there_are_none(tmp_path: Path) -> None:
    assert instruction_sets(tmp_path / "missing") == []

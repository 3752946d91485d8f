"""Names in clear lie where the dossier is made, and nowhere else on that machine."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conveyance.bundles import PAIR, bundle
from tocsin.conveyance.opening import open_bundle
from tocsin.kernel.crypto import seal
from tocsin.kernel.printing import printer


@pytest.mark.parametrize("volume", [10_000, 7])
def test_no_name_is_written_to_the_folder_for_what_is_temporary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, volume: int
) -> None:
    elsewhere = tmp_path / "tmp"
    elsewhere.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elsewhere))
    found: list[str] = []

    def looking(work: Callable[..., Any]) -> Callable[..., Any]:
        def look(*words: Any, **named: Any) -> Any:
            there = [path for path in elsewhere.rglob("*") if path.is_file()]
            found.extend(path.name for path in there if b"Person 00" in path.read_bytes())
            return work(*words, **named)

        return look

    monkeypatch.setattr(printer, "compiled", looking(printer.compiled))
    monkeypatch.setattr(subprocess, "run", looking(subprocess.run))
    seal.write_pair(PAIR, tmp_path / "o.private", tmp_path / "o.public")
    out = tmp_path / "out"
    opened = open_bundle(bundle(tmp_path), tmp_path / "o.private", out, volume=volume)
    assert opened.records == 30
    assert found == []
    assert all(path.is_file() for path in out.iterdir())

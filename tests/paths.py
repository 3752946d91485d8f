"""Where the tests find documents that may or may not lie beside the checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
SHARED = ROOT.parent / "shared"


def seed() -> Path:
    """The founding document where it lies beside the checkout, else an invented one of its form."""
    founding = SHARED / "seed" / "FA-34-2003.txt"
    return founding if founding.exists() else DATA / "FA-07-2004.txt"

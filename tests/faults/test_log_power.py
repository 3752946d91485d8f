"""The power fails right after the log was published: it is all there. Needs FUSE, as tests/run."""

from __future__ import annotations

from pathlib import Path

from tests.faults.power import Disk
from tests.kernel.tlog.sample import WITNESSES, checkpoint_of, cosigned, signed, voices
from tocsin.kernel.tlog.folder import LogFolder

ENTRIES = voices(520)


def test_what_was_published_is_whole_after_a_power_cut(tmp_path: Path) -> None:
    """Over the edges of tiles too, where partial ones become whole and new folders are made."""
    with Disk(tmp_path / "power") as disk:
        folder = LogFolder(disk.mount / "log")
        at = 0
        for size in (3, 250, 260, 520):
            folder.publish(at, ENTRIES[at:size], signed(ENTRIES[:size]))
            disk.cut()
            disk.start()
            assert folder.check() == checkpoint_of(ENTRIES[:size])
            at = size


def test_cosignatures_that_come_later_stay_too(tmp_path: Path) -> None:
    with Disk(tmp_path / "power") as disk:
        folder, alone = LogFolder(disk.mount / "log"), signed(ENTRIES[:9])
        for note in (alone, cosigned(alone, *WITNESSES)):
            folder.publish(0, ENTRIES[:9], note)
            disk.cut()
            disk.start()
            assert folder.note() == note

"""The power fails, or the disk is full, while many sign. Needs FUSE (tests/run installs it)."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.engine import engine
from tests.faults import databases
from tests.faults.conftest import Template
from tests.faults.crowd import Crowd, request
from tests.faults.power import Disk
from tests.faults.rounds import on_disk, outcome, power_cuts, under_load
from tests.faults.world import APPEAL, World, prepared

CUTS, ACKS = 2, 40
MOST = 200  # signatures that may find room in what is left of the last pages
SIGNED = {"name": "Hemi", "country": "NZ", "choice": "counted"}
FULL = "The server’s disk is full, so nothing was saved."


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A disk that is empty."""
    with Disk(tmp_path / "power") as disk:
        yield disk


def test_the_disk_keeps_what_was_asked_for_and_nothing_else(disk: Disk) -> None:
    kept, lost = disk.mount / "kept", disk.mount / "lost"
    for path in (kept, lost):
        path.write_bytes(b"first")
    with kept.open("r+b") as file:
        os.fsync(file)
        file.seek(2)
        file.write(b"and then more")
    assert kept.read_bytes() == b"fiand then more"
    disk.cut()
    disk.start()
    assert [path.name for path in disk.mount.iterdir()] == ["kept"]
    assert kept.read_bytes() == b"first"


def synced(path: Path) -> None:
    """fsync of a file or of a folder."""
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_new_name_stays_when_its_folder_is_kept(disk: Disk, is_kept: bool) -> None:
    before, after = disk.mount / "before", disk.mount / "after"
    before.write_bytes(b"x")
    synced(before)
    before.rename(after)
    if is_kept:
        synced(disk.mount)
    disk.cut()
    disk.start()
    assert [path.name for path in disk.mount.iterdir()] == ["after" if is_kept else "before"]


def test_a_name_without_content_is_what_a_rename_without_fsync_leaves(disk: Disk) -> None:
    path = disk.mount / "a"
    path.write_bytes(b"x")
    synced(disk.mount)
    disk.cut()
    disk.start()
    assert path.read_bytes() == b""


@dataclass(frozen=True)
class Fragile:
    """A world, and how its power fails and comes back."""

    world: World
    cut: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def sqlite_world(fault: str, folder: Path, template: Template) -> Iterator[Fragile]:
    """The data folder, and in it the database, lie on a disk."""
    with Disk(folder / "power") as disk:
        yield Fragile(on_disk(template.home, disk, fault), disk.cut, disk.start)


@contextmanager
def postgresql_world(fault: str, folder: Path, template: Template) -> Iterator[Fragile]:
    """The database server's data lie on a disk; the program has a machine of its own."""
    with databases.OnDisk() as server:
        url = databases.create(server.url(), "tocsin")
        home = prepared(folder / "template", DATABASE_URL=url)
        yield Fragile(World(home, fault, None, DATABASE_URL=url), server.cut, server.again)


fragile = {"sqlite": sqlite_world, "postgresql": postgresql_world}[engine()]
# What the checker says of a program that does not wait for the disk.
CARELESS = {
    "sqlite": {"synchronous normal": "was acknowledged", "no fsync on a tile": "log"},
    "postgresql": {"synchronous commit off": "was acknowledged"},
}[engine()]


@pytest.mark.parametrize("fault", ["", *CARELESS])
def test_a_power_cut_loses_nothing_unless_nobody_waits_for_the_disk(
    fault: str, template: Template, tmp_path: Path
) -> None:
    with fragile(fault, tmp_path, template) as one:
        cuts = power_cuts(CUTS, one.cut, one.start)
        found = under_load(one.world, tmp_path / "history", ACKS, cuts, seed=3)
    assert found.holds is not bool(fault), found
    assert CARELESS.get(fault, "") in str(found)


def test_a_full_disk_acknowledges_nothing_and_recovers_alone(
    disk: Disk, template: Template, tmp_path: Path
) -> None:
    database = template.database()
    world = on_disk(template.home, disk, **database)
    with world, Crowd(world, tmp_path / "history") as crowd:
        crowd.until(20)
        disk.fill()
        at, page, address = 0, b"", ""
        while not database and FULL not in page.decode() and at < MOST:
            at += 1
            address = f"hemi{at}@home.example"
            page = request(world, f"/{APPEAL}/sign/", SIGNED | {"email": address})[1]
        assert database or address in page.decode()
        assert at < MOST
        assert request(world, f"/{APPEAL}/")[0] == 200
        disk.make_room()
        crowd.until(40)
        found = outcome(world, crowd)
    assert found.holds, found

"""The disks are taken: the data folder, the database, logs and temporary files give nobody."""

from __future__ import annotations

import base64
import gzip
import io
import json
import os
import re
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.engine import engine
from tests.faults import databases
from tests.faults.seizure import (
    MARK,
    attack,
    canaries,
    decrypted,
    keys_on_disk,
    search,
)
from tests.faults.world import World, prepared
from tests.paths import ROOT
from tocsin.kernel.backups.archive import Reader

NUMBER, SEED = int(os.environ.get("TOCSIN_TEST_PEOPLE", "300")), 11  # `make faults` seizes 10,000
ON_PAPER = 3
LIVED = re.compile(r"(\d+) mails, (\d+) confirmed, (\d+) on paper")
WORD = f"{MARK}abc"


def zipped() -> bytes:
    """A ZIP with the word in its second member."""
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("first.txt", "nothing " * 9)
            archive.writestr("second.txt", f"text {WORD}")
        return out.getvalue()


HIDDEN = {
    "plain": WORD.encode(),
    "upper": WORD.upper().encode(),
    "utf-16-le": WORD.encode("utf-16-le"),
    "utf-16-be": WORD.encode("utf-16-be"),
    "hex": WORD.encode().hex().encode(),
    "base64 1": base64.b64encode(WORD.encode()),
    "base64 2": base64.b64encode(b"x" + WORD.encode()),
    "base64 3": base64.b64encode(b"xy" + WORD.encode()),
    "base64 in lines": base64.encodebytes(b"x" * 55 + WORD.encode()),
    "in an address": "".join(f"%{byte:02X}" for byte in WORD.encode()).encode(),
    "quoted": quote(f"{WORD}@x").encode(),
    "gzip": gzip.compress(b"text " + WORD.encode()),
    "deflate": b"before" + zlib.compress(b"text " + WORD.encode()),
    "zip": zipped(),
    "base64 in gzip": gzip.compress(base64.b64encode(WORD.encode())),
}


@pytest.mark.parametrize("kind", HIDDEN)
def test_the_search_finds_what_is_hidden(kind: str, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "file").write_bytes(b"before " + HIDDEN[kind] + b" after")
    number, hits = search([tmp_path / "disk"])
    assert number == 1
    assert hits


def test_the_search_finds_nothing_where_nobody_is(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "disk" / "file").write_bytes(bytes(range(256)) * 100)
    assert search([tmp_path / "disk"]) == (1, [])


@dataclass(frozen=True)
class Seized:
    """All that was on the disks; `memory` was lost when the power went off."""

    world: World
    disks: list[Path]

    def rows(self) -> tuple[set[bytes], list[tuple[bytes, bytes]]]:
        """Tags, and encrypted addresses with their contexts, out of the database."""
        told = json.loads(self.world.ask("tests.faults.started", "seized"))
        blobs = [(bytes.fromhex(blob), context.encode()) for blob, context in told["inform"]]
        return {bytes.fromhex(tag) for tag in told["tags"]}, blobs


@pytest.fixture(scope="module")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seized]:
    """Everybody lived; then all was taken."""
    folder = tmp_path_factory.mktemp("seized")
    (folder / "tmp").mkdir()
    surroundings = {"TMPDIR": str(folder / "tmp")}
    with databases.maybe(engine()) as (url, places):
        surroundings |= {"DATABASE_URL": url} if url else {}
        world = World(prepared(folder / "server", **surroundings), "", None, **surroundings)
        with (folder / "log").open("w") as log:
            subprocess.run(
                [sys.executable, "-m", "tests.faults.seizure", str(NUMBER), str(SEED)],
                cwd=ROOT,
                env=world.environment,
                stdout=log,
                stderr=log,
                check=True,
            )
        yield Seized(world, [world.home, folder / "tmp", *places])


def test_nobody_is_found_on_the_disks(seized: Seized) -> None:
    said = (seized.world.home.parents[1] / "log").read_text("utf-8")
    assert MARK not in said.lower()
    told = LIVED.search(said)
    assert told is not None, said
    mails, confirmed, paper = map(int, told.groups())
    assert mails > NUMBER
    assert confirmed > NUMBER // 2
    assert paper == ON_PAPER
    number, hits = search(seized.disks)
    assert number > 10
    assert hits == []


@pytest.fixture(scope="module")
def backed_up(seized: Seized) -> list[Path]:
    """A backup of that server, and what whoever has its passphrase finds in it, as files."""
    place, opened = seized.world.home.parent / "backups", seized.world.home.parent / "opened"
    place.mkdir()
    seized.world.ask("tocsin", "backup", str(place))
    [path] = place.glob("tocsin-*.backup")
    master = (seized.world.home.parent / "memory" / "master").read_bytes()
    with path.open("rb") as file:
        reader = Reader(file, str(path))
        reader.open(master)
        for name, blocks in reader.members():
            (opened / name).parent.mkdir(parents=True, exist_ok=True)
            (opened / name).write_bytes(b"".join(blocks))
    return [place, opened]


def test_nobody_is_found_in_a_backup(seized: Seized, backed_up: list[Path]) -> None:
    place, opened = backed_up
    assert search([place]) == (1, [])
    number, hits = search([opened])
    assert number > 5
    assert hits == []
    assert search(seized.disks)[1] == []  # making it has left nobody behind


def test_who_opens_a_backup_has_no_key_that_tells_who_signed(
    seized: Seized, backed_up: list[Path]
) -> None:
    tags, blobs = seized.rows()
    keys = keys_on_disk(backed_up)
    assert attack(keys, tags, canaries(NUMBER, SEED)[:20]) == []
    assert decrypted(keys, blobs[:20]) == []


def test_who_has_the_keys_of_the_disks_cannot_tell_who_signed(seized: Seized) -> None:
    tags, _blobs = seized.rows()
    assert len(tags) > NUMBER // 2
    keys = keys_on_disk([seized.world.home])
    assert attack(keys, tags, canaries(NUMBER, SEED)[:20]) == []


def test_who_has_the_keys_of_the_disks_cannot_read_whom_we_inform(seized: Seized) -> None:
    _tags, blobs = seized.rows()
    assert len(blobs) > NUMBER // 5
    assert decrypted(keys_on_disk([seized.world.home]), blobs[:20]) == []


def test_the_attack_finds_everybody_where_a_key_lies_in_clear(tmp_path: Path) -> None:
    import hashlib
    import hmac

    from tocsin.signing.addresses import canonical

    key, people = bytes(range(32)), canaries(3, 1)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "runtime.json").write_text(json.dumps({"tags": key.hex()}))
    tags = {hmac.digest(key, canonical(one.email).encode(), hashlib.sha256) for one in people[:2]}
    found = attack(keys_on_disk([tmp_path / "keys"]), tags, people)
    assert found == [one.email for one in people[:2]]

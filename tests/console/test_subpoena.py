"""`tocsin subpoena`: what it prints is compared with a file, so that nothing comes in unseen."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.management import call_command

from tests import cast
from tests.paths import ROOT
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.kernel import keys
from tocsin.kernel.crypto import seal
from tocsin.kernel.crypto.home import prepare
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.people.roles import System
from tocsin.publishing.models import Revision
from tocsin.signing import holds, leaving, moves, retention, sheets, taking, voids
from tocsin.signing.models import Settled

pytestmark = pytest.mark.django_db

GOLDEN = ROOT / "tests" / "console" / "subpoena.txt"
HOUR = int(datetime(2026, 3, 31, 14, tzinfo=UTC).timestamp()) // 3600
TYPED = ["Ada Lind", "Bo Berg", "Cy Dahl", "Di Falk", "Eli Gran", "Oline Strand", "example.org"]


def run(*words: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("subpoena", *words, stdout=out)
    return out.getvalue()


@pytest.fixture
def revision() -> Revision:
    """An appeal with a voice of every kind, its key and its hours always the same."""
    prepare()
    private = X25519PrivateKey.from_private_bytes(bytes(range(32)))
    public = private.public_key().public_bytes_raw()
    known = seal.key_id(public)
    keys.add(System(), known, public, "Urgent Appeals Desk", seal.fingerprint(public))
    made = cast.published()
    for name in ("Bo Berg", "Cy Dahl"):
        sign_and_confirm(made, name, f"{name[:2].lower()}@example.org")
    batch = taking.hold_back(cast.olga(), made.appeal, holds.Filter(), "A flood.")
    holds.propose(cast.olga(), batch, "void", 16)
    voids.decide(cast.amir(), batch)
    sign_and_confirm(made, "Ada Lind", "ada@example.org", choice="public", inform=True)
    sign_and_confirm(made, "Di Falk", "di@example.org")
    moves.not_me(newest_token())
    moves.sign(made, entry("Eli Gran", "eli@example.org"))
    leaving.ask("fay@example.org", "en", made.appeal)
    sheet = sheets.print_sheet(cast.olga(), made, "en", "")
    told = {"country": "BO", "choice": "counted"}
    sheets.enter_line(cast.olga(), sheet, 1, name="Oline Strand", **told)
    LedgerEntry.objects.update(hour=HOUR)
    return made


def test_what_is_printed_is_what_the_file_says(revision: Revision) -> None:
    assert run("FA-01-2026") == GOLDEN.read_text("utf-8")


def test_nobody_is_named(revision: Revision) -> None:
    said = run("FA-01-2026") + run("fa-01-2026", "--json")
    assert not [word for word in TYPED if word in said]


def test_for_a_program_it_is_the_same(revision: Revision) -> None:
    told: dict[str, Any] = json.loads(run("FA-01-2026", "--json"))
    assert told["numbers"]["received"] == 6
    assert told["sealed"][0]["records"] == 5
    assert sum(one["number"] for one in told["hours"]) == 8
    said = GOLDEN.read_text("utf-8")
    assert all(reason in said for reason in told["cannot"])


def test_when_the_keys_are_destroyed_no_tag_is_left(revision: Revision) -> None:
    row = Settled.objects.create(appeal=revision.appeal, closed_on="2025-01-01")
    retention.forget(row)
    told = json.loads(run("FA-01-2026", "--json"))
    assert (told["tags"], told["informed"], told["leaving"]) == (0, 0, 0)
    assert "their key was destroyed on" in run("FA-01-2026")


def test_an_unknown_appeal_is_named(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="No appeal is called FA-99-2026"):
        run("FA-99-2026")


def test_every_kind_of_entry_has_its_name_where_the_command_runs_alone(tmp_path: Path) -> None:
    asked = """
import django
django.setup()
import tocsin.console.management.commands.subpoena
from tocsin.kernel.transparency import ledger
print(*ledger.KINDS)
"""
    told = subprocess.run(
        [sys.executable, "-c", asked],
        env=os.environ | {"TOCSIN_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    declared = re.compile(r"ledger\.declare\((\d+)")
    sources = [path.read_text("utf-8") for path in (ROOT / "tocsin").rglob("*.py")]
    found = {int(one) for text in sources for one in declared.findall(text)}
    assert {4, 5} < found  # of a conveyance, of a reply: rooms behind that of signatures
    assert found - {64} <= {int(one) for one in told.split()}  # 64 is of the private log

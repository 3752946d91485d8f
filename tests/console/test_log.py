"""`tocsin log`: key and policy, what is wrong with the log, and bringing in what lacks."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests import cast
from tests.kernel.growing import grow, policy, sequence_all
from tests.kernel.transparency.test_sequencing import forget_the_newest
from tests.signing.people import sign_and_confirm
from tocsin.kernel import audit, audit_log
from tocsin.kernel.crypto import seal
from tocsin.kernel.models import LedgerEntry
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog.verify import Policy, Verifier
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db


def run(*words: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("log", *words, stdout=out)
    return out.getvalue()


def checked() -> str:
    """What it prints where something is wrong, with exit code 1."""
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("log", "check", stdout=out)
    assert ended.value.code == 1
    return out.getvalue()


def test_the_key_is_one_line_that_others_can_read() -> None:
    told = run("vkey")
    assert Verifier.parse(told.strip()) == policy().logs[0]
    assert told.startswith("127.0.0.1:8000/log+")


def test_the_policy_is_that_of_the_log() -> None:
    assert Policy.parse(run("policy")) == policy()


def test_a_log_in_order_is_said_to_be_in_order() -> None:
    cast.signing_key()
    sign_and_confirm(cast.published(), "Ada", "ada@example.org")
    sequence_all()
    assert run("check").splitlines() == [
        "ok  public log of 2 entries",
        "ok  files of the log",
        "ok  audit trail",
    ]
    assert {one["remedy"] for one in json.loads(run("check", "--json"))} == {""}


def test_a_voice_that_was_slipped_in_is_noticed() -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada", "ada@example.org")
    row = Signature.objects.get()
    row.pk = row.commitment = row.mark = row.tag = None
    row.save()
    sequence_all()
    said = checked()
    assert "count of FA-01-2026" in said
    assert "counts 2 and 0 on paper, the log 1 and 0" in said


def test_an_entry_that_was_altered_in_the_database_is_noticed() -> None:
    grow(3)
    LedgerEntry.objects.filter(position=1).update(kind=1)
    assert "Entry 1 of the database was altered" in checked()


def test_a_file_of_the_log_that_was_altered_is_noticed(home: Path) -> None:
    grow(3)
    tile = home / "log/tile/0/000.p/3"
    tile.write_bytes(bytes(96))
    assert "tile/0/000.p/3 of the log is wrong" in checked()


def test_an_old_backup_is_told_and_mended(home: Path) -> None:
    grow(3)
    grow(2)
    forget_the_newest(home)
    assert "brought back from an older backup" in checked()
    told = run("recover", str(home / "log"))
    assert "The log has 5 entries; 2 were brought in, 2 of which this database" in told
    assert "their sealed records are lost" in told
    assert "ok  public log of 5 entries" in run("check")


def test_recovering_needs_a_place() -> None:
    with pytest.raises(Refusal, match="Name a mirror of the log"):
        run("recover")


def test_an_audit_entry_that_was_altered_is_noticed() -> None:
    cast.signing_key()
    audit_log.sequence(timezone.now() + timedelta(minutes=11))
    audit_log.publish()
    audit.Entry.objects.update(actor="mallory")
    assert "Entry 0 of the audit trail" in checked()
    assert run("vkey", "--audit").startswith("127.0.0.1:8000/log/audit+")


def test_a_sealed_copy_of_the_trail_opens_with_the_key_alone(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from tests.cast import signing_key
    from tocsin.console.table import offline

    pair = signing_key()
    audit_log.sequence(timezone.now() + timedelta(minutes=11))
    audit_log.publish()
    key = tmp_path / "organisation.private"
    seal.write_pair(pair, key, tmp_path / "organisation.public")
    [copy] = (home / "audit-log/sealed").iterdir()
    run = offline(["log", "open", str(copy), "--key", str(key), "--out", str(tmp_path / "told")])
    assert run is not None
    assert run() == 0
    assert '"verb":"add key"' in (tmp_path / "told").read_text()
    assert run() == 1
    assert "exists already" in capsys.readouterr().err

"""An audit entry that is altered, taken out or put in later shows."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from tests import cast
from tocsin.kernel import audit, audit_log
from tocsin.kernel.audit import Entry
from tocsin.kernel.audit_log import Sealed
from tocsin.kernel.crypto import envelope
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog.auditing import audit as whole
from tocsin.kernel.tlog.verify import Policy

pytestmark = pytest.mark.django_db


def ring(number: int = 1, **detail: Any) -> None:
    """So many moves."""
    with transaction.atomic():
        for _one in range(number):
            audit.record("olga", "ring", "bell", 7, loud=True, **detail)


def bind() -> int:
    """Binds what waits; how many entries are bound now."""
    audit_log.sequence(timezone.now() + timedelta(minutes=11))
    audit_log.publish()
    now = audit_log.folder().checkpoint()
    return now.size if now else 0


def test_moves_are_bound_after_some_minutes_in_their_order() -> None:
    ring(1)
    assert audit_log.sequence() == 1, "the first at once"
    ring(2)
    assert audit_log.sequence() == 0
    assert bind() == 3
    assert list(Entry.objects.order_by("pk").values_list("position", flat=True)) == [0, 1, 2]
    assert audit_log.check() == ""


def test_the_private_log_verifies_as_the_public_one_does() -> None:
    for number in (1, 5, 260):
        ring(number)
        bind()
    found = whole(audit_log.folder().read, Policy.of(audit_log.signer().verifier()))
    assert found.checkpoint.size == 266
    assert found.kinds == {64: 266}
    assert found.tallies == {}


def test_its_files_tell_nothing_of_the_moves(home: Path) -> None:
    ring(2)
    bind()
    for path in (home / "audit-log").rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert b"olga" not in data
            assert b"bell" not in data


@pytest.mark.parametrize(
    "change",
    [{"actor": "mallory"}, {"verb": "hush"}, {"subject": "8"}, {"detail": {"loud": False}}],
)
def test_an_altered_row_is_named(change: dict[str, Any]) -> None:
    ring(3)
    bind()
    row = Entry.objects.get(position=1)
    Entry.objects.filter(pk=row.pk).update(**change)
    assert audit_log.check() == (
        f"Entry 1 of the audit trail (row {row.pk}) was altered after its day."
    )


def test_a_row_that_was_taken_out_is_named() -> None:
    ring(3)
    bind()
    Entry.objects.filter(position=2).delete()
    assert audit_log.check() == "Entry 2 of the audit trail was taken out of the database."


def test_two_rows_that_changed_places_are_named() -> None:
    ring(2)
    bind()
    Entry.objects.filter(position=0).update(position=9)
    Entry.objects.filter(position=1).update(position=0)
    Entry.objects.filter(position=9).update(position=1)
    assert "Entry 0" in audit_log.check()


def test_details_of_all_kinds_stay_the_same_on_both_engines() -> None:
    ring(1, text="Ö ☎", half=1.5, many=[3, {"b": None, "a": True}], big=2**53)
    bind()
    assert audit_log.check() == ""


def test_altered_rows_are_not_written_over_the_old_files(home: Path) -> None:
    ring(2)
    bind()
    Entry.objects.filter(position=0).update(actor="mallory")
    shutil.rmtree(home / "audit-log")
    with pytest.raises(Refusal, match="does not fit what was signed"):
        audit_log.publish()


def test_an_old_backup_does_not_write_over_what_was_bound_since(home: Path) -> None:
    ring(2)
    bind()
    ring(2)
    bind()
    Sealed.objects.get(size=4).delete()
    Entry.objects.filter(position__gte=2).delete()
    ring(1)
    with pytest.raises(Refusal, match="Keep that folder elsewhere"):
        bind()
    shutil.move(home / "audit-log", home.parent / "evidence")
    assert bind() == 3
    assert audit_log.check() == ""


def test_what_another_worker_binds_meanwhile_is_no_older_backup(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ring(2)
    audit_log.sequence(timezone.now() + timedelta(minutes=11))
    really, others = audit_log._shown, [1]

    def shown() -> int:
        """Right after it is looked, another worker binds and shows more."""
        seen = really()
        if others:
            others.pop()
            audit_log.publish()
            ring(2)
            bind()
        return seen

    monkeypatch.setattr(audit_log, "_shown", shown)
    assert audit_log.publish() == 0
    assert audit_log.check() == ""
    assert really() == 4


def test_a_trail_that_nobody_bound_yet_is_in_order() -> None:
    assert audit_log.check() == ""
    assert audit_log.turn() == 0


def test_what_was_bound_can_be_read_elsewhere_whatever_becomes_of_the_rows(home: Path) -> None:
    pair = cast.signing_key()
    ring(2)
    assert bind() == 3
    ring(1)
    assert bind() == 4
    Entry.objects.all().delete()
    place = home / "audit-log" / "sealed"
    said = ""
    for name in ("audit-trail-3.sealed", "audit-trail-4.sealed"):
        told, data = envelope.open_sealed(pair, (place / name).read_bytes(), "audit-trail")
        assert told.endswith(".jsonl")
        said += data.decode()
    lines = [json.loads(line) for line in said.splitlines()]
    assert [line["verb"] for line in lines] == ["add key", "ring", "ring", "ring"]
    assert lines[1]["actor"] == "olga"


def test_copies_wait_for_a_key_and_then_hold_everything(home: Path) -> None:
    ring(2)
    bind()
    assert not (home / "audit-log" / "sealed").exists()
    pair = cast.signing_key()
    bind()
    [copy] = (home / "audit-log" / "sealed").iterdir()
    _name, data = envelope.open_sealed(pair, copy.read_bytes(), "audit-trail")
    assert len(data.splitlines()) == 3
    assert not audit_log.turn()

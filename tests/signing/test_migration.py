"""Voices of the version before the log are in the log, with all others."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.db.models import F

from tests import cast
from tests.kernel.growing import policy, sequence_all
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.kernel import sequencing
from tocsin.kernel.models import LedgerEntry
from tocsin.kernel.tlog.auditing import Tally, audit
from tocsin.publishing.logged import subject
from tocsin.signing import moves, receipts, sheets
from tocsin.signing.commitments import of_link
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db


def test_what_was_counted_before_is_entered_once() -> None:
    cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada", "ada@example.org")
    sign_and_confirm(revision, "Ada", "ada@example.org")
    sheet = sheets.print_sheet(cast.olga(), revision, "en", "")
    sheets.enter_line(cast.olga(), sheet, 1, name="Oline", country="BO", choice="counted")
    moves.sign(revision, entry("Bo", "bo@example.org"))
    LedgerEntry.objects.exclude(kind=7).delete()
    Signature.objects.update(commitment=None, mark=None, digest=None, signed_at=F("signed_at"))
    move = import_module("tocsin.signing.migrations.0003_enter_what_was_counted").enter_counted
    move(apps, None)
    move(apps, None)
    sequence_all()
    found = audit(sequencing.folder().read, policy())
    assert found.tallies[subject("FA-01-2026")] == Tally(1, 1, 0, 0)


def test_such_a_voice_can_be_withdrawn_and_has_no_receipt() -> None:
    cast.signing_key()
    revision = cast.published()
    signature = sign_and_confirm(revision, "Ada", "ada@example.org")
    LedgerEntry.objects.exclude(kind=7).delete()
    Signature.objects.update(commitment=None, mark=None, digest=None)
    import_module("tocsin.signing.migrations.0003_enter_what_was_counted").enter_counted(apps, None)
    signature.refresh_from_db()
    found = receipts.voice(signature, of_link(newest_token()))
    assert found is not None
    assert found.secret == b""
    moves.not_me(newest_token())
    sequence_all()
    told = audit(sequencing.folder().read, policy()).tallies[subject("FA-01-2026")]
    assert told == Tally(0, 0, 0, 1)

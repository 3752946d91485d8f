"""What signing tells the public log: each counted voice once, each that is taken back, no name."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from tests import cast
from tests.kernel.growing import policy, sequence_all
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.kernel.crypto import seal
from tocsin.kernel.models import LedgerEntry
from tocsin.kernel.tlog.auditing import Tally, audit
from tocsin.kernel.tlog.verify import commitment
from tocsin.kernel.transparency import ledger, sequencing
from tocsin.publishing.logged import subject
from tocsin.publishing.models import Revision
from tocsin.signing import commitments, moves, reads, sheets
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db

SUBJECT = subject("FA-01-2026")


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def kinds(waiting: bool = True) -> dict[int, int]:
    """How many entries of each kind the appeal has."""
    return ledger.counts(SUBJECT, sequenced=not waiting)


def recomputed() -> Tally:
    """The tally as anybody gets it from the files of the log."""
    sequence_all()
    return audit(sequencing.folder().read, policy()).tallies.get(SUBJECT, Tally())


def line(revision: Revision, number: int, name: str, email: str = "", **more: Any) -> Any:
    sheet = revision.appeal.sheets.first() or sheets.print_sheet(cast.olga(), revision, "en", "")
    told = {"name": name, "country": "BO", "choice": "counted", "email": email} | more
    return sheets.enter_line(cast.olga(), sheet, number, **told)


def test_signing_enters_nothing_and_confirming_enters_one(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    assert kinds() == {}
    signature = moves.confirm(newest_token())
    assert kinds() == {1: 1}
    assert LedgerEntry.objects.get(kind=1).commitment == signature.commitment


def test_confirming_again_enters_nothing(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    moves.confirm(newest_token())
    sign_and_confirm(revision, "Ada Lind", "ADA@example.org")
    assert kinds() == {1: 1}


def test_the_commitment_opens_with_the_sealed_record_alone() -> None:
    pair = cast.signing_key()
    revision = cast.published()
    signature = sign_and_confirm(revision, "Ada Lind", "ada@example.org", comment="Please.")
    [blob] = reads.sealed_records(revision.appeal)
    record = seal.open_sealed(pair.private, blob, "FA-01-2026")
    r = bytes.fromhex(record.pop("r"))
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(text.encode()).digest()
    assert commitment(r, digest) == signature.commitment
    assert r == commitments.of_link(newest_token())


def test_nothing_that_is_kept_lets_a_guess_be_tried(revision: Revision) -> None:
    """Whoever has the database, and guesses the whole record, cannot tell that it is right."""
    guess = entry("Ada Lind", "ada@example.org")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    from tocsin.signing.sealing import record

    digest = commitments.digest(record(guess, "web"))
    row = Signature.objects.get()
    kept = [bytes(value) for value in vars(row).values() if isinstance(value, bytes | memoryview)]
    assert len(kept) >= 5
    assert not any(digest in value for value in kept)
    r = commitments.of_link(newest_token())
    assert not any(r in value for value in kept)


def test_before_confirmation_not_even_the_server_reads_what_it_holds(revision: Revision) -> None:
    from tocsin.kernel.crypto.home import vault
    from tocsin.kernel.refusal import Refusal

    moves.sign(revision, entry("Ada Lind", "ada@example.org", choice="public", inform=True))
    row = Signature.objects.get()
    blob, context = bytes(row.held or b""), bytes(row.mark or b"")
    assert not [word for word in (b"ada lind", b"ada@") if word in blob.lower()]
    for name in ("held/FA-01-2026", "transit", "receipts"):
        with pytest.raises(Refusal):
            vault().decrypt(name, blob, context)


def test_a_withdrawn_voice_is_taken_back_in_the_log(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    moves.not_me(newest_token())
    assert kinds() == {1: 1, 9: 1}
    assert recomputed() == Tally(0, 0, 0, 1)


def test_deleting_what_was_never_confirmed_enters_nothing(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    moves.not_me(newest_token())
    assert kinds() == {}


def test_withdrawing_twice_takes_back_once(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    token = newest_token()
    moves.not_me(token)
    moves.not_me(token)
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert recomputed() == Tally(1, 0, 0, 1)


def test_a_line_of_paper_is_a_voice_of_its_class(revision: Revision) -> None:
    line(revision, 1, "Oline Strand")
    line(revision, 2, "Pita Rangi")
    assert recomputed() == Tally(0, 2, 0, 0)


def test_a_line_of_a_mailbox_that_is_counted_enters_nothing(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert line(revision, 1, "Ada Lind", "ada@example.org").signature.state == "repeated"
    assert recomputed() == Tally(1, 0, 0, 0)


def test_a_line_gives_way_to_the_mailbox_that_confirms(revision: Revision) -> None:
    line(revision, 1, "Ada Lind", "ada@example.org")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert kinds() == {8: 1, 11: 1, 1: 1}
    assert recomputed() == Tally(1, 0, 0, 1)


def test_a_finished_sheet_is_entered_by_its_numbers(revision: Revision) -> None:
    line(revision, 1, "Oline Strand")
    sheet = revision.appeal.sheets.get()
    sheets.reject_line(cast.olga(), sheet, 2, "unreadable")
    assert 6 not in kinds()
    sheets.finish(cast.olga(), sheet)
    told = {"sheet": 1, "revision": revision.sha256, "accepted": [1], "rejected": [2]}
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    assert LedgerEntry.objects.get(kind=6).commitment == hashlib.sha256(text.encode()).digest()


def test_a_key_that_is_taken_in_use_or_out_of_it_is_entered() -> None:
    from tocsin.kernel import keys
    from tocsin.people.roles import System

    pair = cast.signing_key()
    key = keys.active()
    assert key is not None
    keys.retire(System(), key)
    wanted = {
        hashlib.sha256(b"tocsin key 1\n" + verb + b"\n" + pair.public).digest()
        for verb in (b"add", b"retire")
    }
    rows = LedgerEntry.objects.filter(kind=7, subject=ledger.NOBODY)
    assert {bytes(row.commitment) for row in rows} == wanted


def test_who_signs_where_it_is_dangerous_enters_late_and_without_the_hour(
    revision: Revision,
) -> None:
    revision.appeal.at_risk = True
    revision.appeal.save()
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    row = LedgerEntry.objects.get(kind=1)
    assert row.hour % 24 == 0
    sequence_all()
    assert kinds(waiting=False) == {}
    assert reads.in_log(revision.appeal) == reads.Tally()
    assert reads.in_log(revision.appeal, waiting=True) == reads.Tally(confirmed=1)


def test_the_tally_of_the_page_is_that_of_the_log_once_all_is_in(revision: Revision) -> None:
    for name in ("ada", "bo", "cy", "di"):
        sign_and_confirm(revision, name.title(), f"{name}@example.org")
    moves.not_me(newest_token())
    line(revision, 1, "Oline Strand")
    line(revision, 2, "Bo", "bo@example.org")
    moves.sign(revision, entry("Eli", "eli@example.org"))
    tally = reads.tally(revision.appeal)
    assert (tally.confirmed, tally.paper) == (3, 1)
    assert reads.in_log(revision.appeal) == reads.Tally()
    assert recomputed() == Tally(3, 1, 0, 1)
    assert reads.in_log(revision.appeal) == reads.Tally(confirmed=3, paper=1)


def test_a_signature_that_could_not_be_entered_is_not_counted(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_words: Any, **_kept: Any) -> None:
        raise OSError("no space")

    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    monkeypatch.setattr(ledger, "enter", broken)
    with pytest.raises(OSError, match="no space"):
        moves.confirm(newest_token())
    assert Signature.objects.get().state == "unconfirmed"

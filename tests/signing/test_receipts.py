"""A promise at once, a receipt once the log holds the voice, and nothing that outlives it here."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, message_from_string, policy
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from tests import cast
from tests.kernel.growing import grow, sequence_all
from tests.kernel.growing import policy as trusted
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail.outbox import Mail, Message, compose, open_mail, seal
from tocsin.kernel.models import LedgerEntry
from tocsin.kernel.tlog import tiles
from tocsin.kernel.tlog.promise import Promise
from tocsin.kernel.tlog.verify import Receipt as Proof
from tocsin.kernel.tlog.verify import told
from tocsin.kernel.transparency import ledger, sequencing
from tocsin.publishing.models import Revision
from tocsin.signing import commitments, moves, receipts, work
from tocsin.signing.models import Receipt, Signature

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


@pytest.fixture
def risky(revision: Revision) -> Revision:
    """One where signing is dangerous."""
    revision.appeal.at_risk = True
    revision.appeal.save()
    return revision


def confirm(revision: Revision, email: str, **changes: Any) -> Signature:
    """Signs and confirms with the box ticked."""
    moves.sign(revision, entry("Ada Lind", email, **changes))
    return moves.confirm(newest_token(), receipt=True)


def kept(signature: Signature) -> receipts.Voice:
    """What the newest link shows."""
    found = receipts.voice(signature, commitments.of_link(newest_token()))
    assert found is not None
    return found


def mailed() -> tuple[str, Any]:
    """Address and mail of the newest receipt."""
    to, raw = open_mail(Mail.objects.filter(batch="receipt").latest("pk"))
    return to, message_from_bytes(raw, policy=policy.default)


def test_the_promise_names_the_voice_and_its_deadline(revision: Revision) -> None:
    found = kept(sign_and_confirm(revision, "Ada Lind", "ada@example.org"))
    promise = Promise.check(found.promise(), trusted())
    assert promise.leaf == ledger.leaf(found.entry)
    assert found.by - found.entry.not_before <= timedelta(hours=24)
    assert found.receipt() is None


def test_the_receipt_proves_the_voice_to_whoever_has_it(revision: Revision) -> None:
    found = kept(sign_and_confirm(revision, "Ada Lind", "ada@example.org"))
    for number in range(20):
        sign_and_confirm(revision, "Bo", f"bo{number}@example.org")
    sequence_all()
    found.entry.refresh_from_db()
    text = found.receipt() or ""
    proved = told(Proof.parse(text), trusted(), "FA-01-2026")
    assert (proved["kind"], proved["size"]) == (1, 22 - 0)
    assert proved["index"] == found.entry.position
    assert len(text.encode()) < 1500


def test_a_receipt_proves_the_voice_though_the_log_grows_while_it_is_made(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = kept(sign_and_confirm(revision, "Ada Lind", "ada@example.org"))
    sequence_all()
    found.entry.refresh_from_db()
    proved = tiles.Reader.inclusion_proof

    def meanwhile(*asked: Any) -> list[bytes]:
        hashes = proved(*asked)
        grow(5)
        return hashes

    monkeypatch.setattr(tiles.Reader, "inclusion_proof", meanwhile)
    Proof.parse(found.receipt() or "").check(trusted())


def test_who_has_not_confirmed_has_nothing_to_keep(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    r = commitments.of_link(newest_token())
    assert receipts.voice(Signature.objects.get(), r) is None


def test_who_signed_again_gets_the_promise_of_the_voice_that_is_counted(
    revision: Revision,
) -> None:
    first = kept(sign_and_confirm(revision, "Ada Lind", "ada@example.org"))
    again = kept(sign_and_confirm(revision, "Ada Lind", "ada@example.org"))
    assert again.entry == first.entry
    assert again.promise() == first.promise()
    sequence_all()
    first.entry.refresh_from_db()
    again.entry.refresh_from_db()
    shown = Proof.parse(again.receipt() or "")
    assert shown.check(trusted())[0] == Proof.parse(first.receipt() or "").check(trusted())[0]
    assert len(shown.extra) == 70  # the entry alone: what opens it is in the first link


def test_the_receipt_is_mailed_once_the_log_holds_the_voice(revision: Revision) -> None:
    signature = confirm(revision, "Ada+x@example.org")
    assert work.turn() == 0
    assert not Mail.objects.filter(batch="receipt").exists()
    sequence_all()
    assert work.turn() == 1
    assert work.turn() == 0
    to, mail = mailed()
    assert to == "Ada+x@example.org"
    assert mail["Subject"] == "Your receipt"
    [file] = mail.iter_attachments()
    assert file.get_filename() == "receipt.tlog-proof"
    proof = Proof.parse(file.get_content())
    assert proof.check(trusted())[0].commitment == signature.commitment


def test_the_mail_names_nobody_and_is_in_the_signatorys_language(revision: Revision) -> None:
    confirm(revision, "ada@example.org", language="fr")
    sequence_all()
    work.turn()
    _to, mail = mailed()
    text = mail.get_body(("plain",)).get_content()
    assert not {"Ada", "Lind"} & set(re.findall(r"\w+", text))
    assert "FA-01-2026" in text
    assert mail["Content-Language"] == "fr"
    assert "/fr/log/" in text


@pytest.mark.parametrize("language", ["en", "fr", "ru", "ar", "zh-hans"])
@pytest.mark.parametrize("email", ["ada@example.org", "ядвига@example.org"])
def test_the_mail_says_what_a_mail_composed_for_one_says(
    revision: Revision, settings: Any, language: str, email: str
) -> None:
    settings.TOCSIN_ORGANISATION = "Бюро مكتب"
    confirm(revision, email, language=language)
    confirm(revision, email, language=language)
    sequence_all()
    assert work.turn() == 2
    for row, opens in zip(
        Mail.objects.filter(batch="receipt").order_by("pk"), (True, False), strict=True
    ):
        to, raw = open_mail(row)
        found = message_from_string(raw.decode(), policy=policy.SMTPUTF8)
        [file] = found.iter_attachments()
        with override(language):
            told = {
                "organisation": settings.TOCSIN_ORGANISATION,
                "document_id": "FA-01-2026",
                "file": "receipt.tlog-proof",
                "opens": opens,
                "log": settings.TOCSIN_ADDRESS + reverse("site:log"),
            }
            message = Message(
                key=row.key,
                batch="receipt",
                to=email,
                subject=gettext("Your receipt"),
                text=render_to_string("mail/receipt.txt", told),
                language=language,
                headers={"Auto-Submitted": "auto-generated"},
                files={"receipt.tlog-proof": file.get_content().decode()},
            )
        composed = message_from_string(compose(message).decode(), policy=policy.SMTPUTF8)
        assert to == email
        assert said(found) == said(composed)
        Proof.parse(file.get_content()).check(trusted())


def said(mail: Any) -> list[Any]:
    """Headers and parts, without what a mail program does not show."""
    left_out = {"Date", "Content-Type", "Content-Transfer-Encoding"}
    return [
        (
            part.get_content_type(),
            part.get_filename(),
            sorted((name, str(text)) for name, text in part.items() if name not in left_out),
            None if part.is_multipart() else part.get_content(),
            part.defects,
        )
        for part in mail.walk()
    ]


def test_nothing_is_mailed_to_who_did_not_ask(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    sequence_all()
    assert work.turn() == 0
    assert not Receipt.objects.exists()


def test_what_was_kept_for_the_mail_is_encrypted_and_gone_with_it(revision: Revision) -> None:
    confirm(revision, "ada@example.org")
    row = Receipt.objects.get()
    assert b"ada@" not in bytes(row.held).lower()
    sequence_all()
    work.turn()
    assert not Receipt.objects.exists()


def test_a_mailbox_that_signed_twice_gets_two_receipts_of_one_voice(revision: Revision) -> None:
    confirm(revision, "ada@example.org")
    confirm(revision, "ada@example.org")
    sequence_all()
    assert work.turn() == 2
    mails = [open_mail(row)[1] for row in Mail.objects.filter(batch="receipt").order_by("pk")]
    texts = [message_from_bytes(raw, policy=policy.default).get_body(("plain",)) for raw in mails]
    said = [body.get_content() for body in texts if body is not None]
    assert "nobody else, can check" in said[0]
    assert "signed more than once and is counted once" in said[1]


def test_where_signing_is_dangerous_nothing_is_kept_and_nothing_mailed(risky: Revision) -> None:
    confirm(risky, "ada@example.org")
    assert not Receipt.objects.exists()
    LedgerEntry.objects.update(not_before="2026-01-01T00:00:00Z")
    sequence_all()
    assert work.turn() == 0


def test_a_receipt_is_not_mailed_when_signing_became_dangerous_meanwhile(
    revision: Revision,
) -> None:
    confirm(revision, "ada@example.org")
    sequence_all()
    revision.appeal.at_risk = True
    revision.appeal.save()
    work.turn()
    assert not Mail.objects.filter(batch="receipt").exists()
    assert not Receipt.objects.exists()


def test_a_receipt_that_waits_in_the_queue_goes_when_signing_became_dangerous(
    revision: Revision,
) -> None:
    confirm(revision, "ada@example.org")
    sequence_all()
    work.turn()
    assert Mail.objects.filter(batch="receipt", state="waiting").exists()
    revision.appeal.at_risk = True
    revision.appeal.save()
    assert work.turn() == 1
    assert not Mail.objects.filter(batch="receipt").exists()
    assert Mail.objects.filter(batch="confirm").exists()


def test_who_withdraws_gets_no_receipt_any_more(revision: Revision) -> None:
    confirm(revision, "ada@example.org")
    moves.not_me(newest_token())
    assert not Receipt.objects.exists()
    confirm(revision, "bo@example.org")
    sequence_all()
    work.turn()
    assert Mail.objects.filter(batch="receipt").count() == 1
    moves.not_me(newest_token())
    assert not Mail.objects.filter(batch="receipt").exists()


def test_who_withdraws_while_receipts_are_made_gets_none(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada, bo = (confirm(revision, f"{name}@example.org") for name in ("ada", "bo"))
    sequence_all()
    meanwhile(monkeypatch, lambda: Signature.objects.filter(pk=ada.pk).delete())
    assert receipts.mail_due() == 1
    assert Mail.objects.get(batch="receipt").key == f"receipt-{bytes(bo.mark or b'').hex()}"
    assert not Receipt.objects.exists()


def test_an_appeal_that_becomes_dangerous_while_receipts_are_made_mails_none(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(revision, "ada@example.org")
    sequence_all()
    meanwhile(monkeypatch, lambda: Appeal.objects.update(at_risk=True))
    assert receipts.mail_due() == 1
    assert not Mail.objects.filter(batch="receipt").exists()
    assert not Receipt.objects.exists()


def meanwhile(monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """Something happens between a receipt's being made and its being queued."""

    def sealed(message: Any) -> Any:
        do()
        return seal(message)

    monkeypatch.setattr(receipts, "seal", sealed)


def test_withdrawing_leaves_no_way_from_here_to_the_entry(revision: Revision) -> None:
    signature = sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    r = commitments.of_link(newest_token())
    assert receipts.by_secret("FA-01-2026", r) == signature
    moves.not_me(newest_token())
    assert receipts.by_secret("FA-01-2026", r) is None
    assert LedgerEntry.objects.filter(kind=1).count() == 1


def test_a_secret_opens_its_own_appeal_only(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    r = commitments.of_link(newest_token())
    assert receipts.by_secret("FA-02-2026", r) is None
    assert receipts.by_secret("FA-01-2026", bytes(32)) is None


def test_a_full_receipt_of_a_large_log_stays_small() -> None:
    """Seventeen hashes are the way up in a log of 100,000; three witnesses signed it."""
    from tests.kernel.tlog.sample import WITNESSES, checkpoint_of, cosigned, signed, voices
    from tocsin.kernel.tlog.proof import write

    note = cosigned(signed(voices(3)), *WITNESSES)
    assert checkpoint_of(voices(3)).size == 3
    text = write(99_999, [bytes(32)] * 17, note, bytes(102))
    assert len(text.encode()) <= 1536


def test_the_log_key_signs_promises_and_checkpoints_alike(revision: Revision) -> None:
    found = kept(sign_and_confirm(revision, "Ada Lind", "ada@example.org"))
    sequence_all()
    name = f"— {sequencing.origin()} "
    assert name in found.promise()
    assert name in (sequencing.folder().note() or "")
    assert len(vault().get("log-key")) == 32

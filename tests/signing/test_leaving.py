"""Who lost the link proves the mailbox again; the answer and the work tell nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.signing.people import entry, sign_and_confirm
from tocsin.kernel import switches
from tocsin.kernel.mail import post
from tocsin.kernel.mail.outbox import Mail, open_mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.transparency import ledger
from tocsin.kernel.work import run_until_idle
from tocsin.publishing.logged import subject
from tocsin.publishing.models import Revision
from tocsin.signing import leaving, moves, reads, sheets
from tocsin.signing.models import Leaving, Signature
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db

LINK = re.compile(rb"/withdraw/([\w-]+)/")


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def newest_link() -> str:
    """The link of the newest mail about leaving."""
    _to, mail = open_mail(Mail.objects.filter(batch="leaving").latest("pk"))
    found = LINK.search(mail.replace(b"=\r\n", b""))
    assert found is not None
    return found.group(1).decode()


def leave(email: str, revision: Revision | None = None) -> None:
    leaving.ask(email, "en", revision.appeal if revision else None)
    leaving.leave(newest_link())


def test_everything_of_a_mailbox_under_an_appeal_is_deleted(revision: Revision) -> None:
    other = cast.published("FA-02-2026")
    sign_and_confirm(other, "Ada Lind", "ada@example.org")
    for name in ("Ada Lind", "Bo Lind", "Ada Lind"):
        sign_and_confirm(revision, name, "ada@example.org")
    moves.sign(revision, entry("Cy Lind", "ada@example.org"))
    sign_and_confirm(revision, "Di", "di@example.org")
    leave("Ada+x@example.org", revision)
    assert reads.tally(revision.appeal) == Tally(confirmed=1)
    assert reads.tally(other.appeal) == Tally(confirmed=1)
    assert Signature.objects.filter(appeal=revision.appeal).count() == 1
    assert ledger.counts(subject("FA-01-2026"), sequenced=False) == {1: 3, 9: 2}


def test_or_under_all_appeals(revision: Revision) -> None:
    for one in (revision, cast.published("FA-02-2026"), cast.published("FA-03-2026")):
        sign_and_confirm(one, "Ada Lind", "ada@example.org")
    leave("ada@example.org")
    assert not Signature.objects.exists()


def test_a_line_of_paper_goes_and_the_sheet_keeps_its_number(revision: Revision) -> None:
    sheet = sheets.print_sheet(cast.olga(), revision, "en", "")
    told = {"name": "Ada Lind", "country": "SE", "choice": "counted", "email": "ada@example.org"}
    sheets.enter_line(cast.olga(), sheet, 1, **told)
    leave("ada@example.org", revision)
    assert reads.lines(sheet)[1].signature is None
    assert ledger.counts(subject("FA-01-2026"), sequenced=False) == {8: 1, 11: 1}


def test_a_mail_that_has_not_gone_is_destroyed_with_its_address(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    leave("ada@example.org", revision)
    assert not Mail.objects.filter(batch="confirm").exists()


def test_opening_the_link_deletes_nothing(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    leaving.ask("ada@example.org", "en", revision.appeal)
    assert leaving.asked(newest_link()).appeal == revision.appeal
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_a_link_works_once(revision: Revision) -> None:
    leave("ada@example.org", revision)
    with pytest.raises(Refusal, match="was used already"):
        leaving.leave(newest_link())


@pytest.mark.parametrize("change", [lambda one: one[:-1], lambda _one: "x" * 43])
def test_an_altered_link_is_refused_with_what_to_do(change: Any, revision: Revision) -> None:
    leaving.ask("ada@example.org", "en")
    with pytest.raises(Refusal, match="Ask for a new one"):
        leaving.leave(change(newest_link()))


def age(days: int, row: Leaving | None = None) -> None:
    """So many days go by for a link and the mail that holds it."""
    row = row or Leaving.objects.latest("pk")
    key = f"leaving-{bytes(row.token_hash).hex()}"
    mail, back = Mail.objects.get(key=key), timedelta(days=days)
    Leaving.objects.filter(pk=row.pk).update(asked_at=row.asked_at - back)
    Mail.objects.filter(key=key).update(
        created_at=mail.created_at - back, sent_at=mail.sent_at and mail.sent_at - back
    )


def mail_leaves() -> None:
    """All that waits goes out."""
    run_until_idle([post.LOOP])


def test_a_link_that_is_too_old_is_refused_and_forgotten(revision: Revision) -> None:
    leaving.ask("ada@example.org", "en")
    token = newest_link()
    mail_leaves()
    leaving.asked(token)
    age(3)
    with pytest.raises(Refusal, match="older than 2 days"):
        leaving.asked(token)
    assert leaving.forget() == 1
    assert not Leaving.objects.exists()


def test_a_link_works_two_days_from_when_its_mail_leaves(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    switches.turn(cast.olga(), switches.MAIL_PAUSED, "", True, "A flood")
    leaving.ask("ada@example.org", "en", revision.appeal)
    token = newest_link()
    age(9)
    mail_leaves()
    assert leaving.forget() == 0
    switches.turn(cast.olga(), switches.MAIL_PAUSED, "", False)
    mail_leaves()
    age(1)
    assert leaving.forget() == 0
    leaving.leave(token)
    assert reads.tally(revision.appeal) == Tally()


def test_and_no_longer(revision: Revision) -> None:
    leaving.ask("ada@example.org", "en")
    token = newest_link()
    age(9)
    assert leaving.forget() == 0
    mail_leaves()
    age(3)
    with pytest.raises(Refusal, match="older than 2 days"):
        leaving.asked(token)
    assert leaving.forget() == 1


def test_a_mail_that_never_leaves_is_deleted_with_its_row_after_a_month(revision: Revision) -> None:
    leaving.ask("ada@example.org", "en")
    Mail.objects.filter(batch="leaving").update(state="failed")
    age(29)
    assert leaving.forget() == 0
    age(2)
    assert leaving.forget() == 1
    assert not Leaving.objects.exists()
    assert not Mail.objects.filter(batch="leaving").exists()


def test_links_that_wait_keep_no_other_from_its_end(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leaving, "MOST", 2)
    leaving.ask("cy@example.org", "en")
    mail_leaves()
    age(3)
    for name in ("ada", "bo"):
        leaving.ask(f"{name}@example.org", "en")
        age(9)
    assert leaving.forget() + leaving.forget() == 1
    assert Leaving.objects.count() == 2


def test_a_link_that_waited_takes_none_of_the_links_of_today(revision: Revision) -> None:
    for _each in range(leaving.LINKS_A_DAY):
        leaving.ask("ada@example.org", "en")
        age(9)
    leaving.forget()
    leaving.ask("ada@example.org", "en")
    assert Leaving.objects.count() == leaving.LINKS_A_DAY + 1


def test_the_address_is_kept_where_only_the_link_opens_it(revision: Revision) -> None:
    leaving.ask("ada.canary@example.org", "en")
    row = Leaving.objects.get()
    kept = [bytes(value) for value in vars(row).values() if isinstance(value, bytes | memoryview)]
    assert len(kept) == 3
    assert not any(b"canary" in value for value in kept)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Write your e-mail address"), ("ada at home", "like name@example.org")],
)
def test_an_address_that_is_none_is_refused(typed: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        leaving.ask(typed, "en")
    assert refused.value.field == "email"


def work_of_asking() -> list[str]:
    """The statements of one request."""
    with CaptureQueriesContext(connection) as asked:
        leaving.ask("ada@example.org", "en")
    # A switch is looked at once a second, whoever asks.
    said = [one["sql"] for one in asked.captured_queries if "kernel_switch" not in one["sql"]]
    told = [one.split() for one in said]
    return [" ".join(words[: 1 if "SAVEPOINT" in words else 3]) for words in told]


def test_the_work_is_the_same_whether_there_is_something_or_not(revision: Revision) -> None:
    leaving.ask("bo@elsewhere.example", "en")  # the first of all composes the mail to be filled
    nothing = work_of_asking()
    Leaving.objects.all().delete()
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    works = [work_of_asking() for _again in range(leaving.LINKS_A_DAY + 2)]
    assert all(one == nothing for one in works)
    assert Leaving.objects.count() == leaving.LINKS_A_DAY
    assert Mail.objects.filter(batch="leaving").count() == leaving.LINKS_A_DAY + 2


def test_the_mail_is_the_same_whether_there_is_something_or_not(revision: Revision) -> None:
    mails = []
    for email in ("ada@example.org", "bo@example.org"):
        leaving.ask(email, "en", revision.appeal)
        _to, mail = open_mail(Mail.objects.filter(batch="leaving").latest("pk"))
        body = mail.partition(b"\r\n\r\n")[2].replace(newest_link().encode(), b"LINK")
        mails.append(body)
        sign_and_confirm(revision, "Bo", "bo@example.org")
    assert mails[0] == mails[1]
    assert b"FA-01-2026" in mails[0]


def test_the_mail_is_in_the_language_of_the_page(revision: Revision) -> None:
    leaving.ask("ada@example.org", "fr")
    _to, mail = open_mail(Mail.objects.get(batch="leaving"))
    assert b"/fr/withdraw/" in mail.replace(b"=\r\n", b"")

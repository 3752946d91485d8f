"""Mail that came back is told by its return path; of it nothing is kept, of strays neither."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest

from tests.intake.mails import raw
from tests.returned import MAILBOX, PLACE, envelope, report, reports, says
from tests.unlocked import PASSPHRASE
from tocsin.intake import dropped, mailbox
from tocsin.intake.models import Alert, Passed
from tocsin.kernel.audit import Entry
from tocsin.kernel.crypto import unlocking, wiping
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.mail import return_paths
from tocsin.kernel.mail.bounces import Bounced
from tocsin.kernel.mail.outbox import Mail, Message, fingerprint, queue

pytestmark = pytest.mark.django_db
NOTED = "Noted; a mail of ours came back"
STRAY = "bounce+aaaabbbbccccdddd.aaaabbbbccccdddd@appeals.example"
NOTHING_OF_OURS = "gone/qmail-no-mailbox-nothing-returned"


@pytest.fixture(autouse=True)
def back(settings: Any) -> None:
    """Mail comes back to this mailbox."""
    settings.TOCSIN_BOUNCE_MAIL = MAILBOX


@pytest.fixture
def sent() -> Mail:
    """A mail that went."""
    queue([Message("news-1-2", "news-1", "lena@west.example", "Subject", "Text")])
    return Mail.objects.get()


def path_of(row: Mail) -> str:
    """Where it comes back to."""
    return return_paths.maker()(row.pk, fingerprint(row.key))


def nothing_is_kept(home: Path) -> bool:
    """Whether no file and no row holds anything of a mail."""
    files = [one for one in (home / "files").rglob("*") if one.is_file()]
    return not (files or Passed.objects.exists() or Alert.objects.exists() or Entry.objects.count())


def notes() -> list[tuple[str | None, bool]]:
    """What is noted."""
    return list(Bounced.objects.values_list("key", "gone"))


def test_every_report_is_noted_as_what_it_says_and_not_kept(sent: Mail, home: Path) -> None:
    to, wrong = path_of(sent), []
    wanted = {"gone": [("news-1-2", True)], "refused": [("news-1-2", False)], "nothing": []}
    for path in reports():
        made = path.read_bytes().replace(PLACE, to.encode())
        assert mailbox.arrive(made, envelope(made), to) == NOTED
        wrong += [] if notes() == wanted[says(path)] else [path.stem]
        Bounced.objects.all().delete()
    assert wrong == []
    assert nothing_is_kept(home)


def test_a_report_that_gives_nothing_back_is_known_by_where_it_comes_to(sent: Mail) -> None:
    made = report(NOTHING_OF_OURS, "somebody@appeals.example")
    assert path_of(sent).encode() not in made
    assert mailbox.arrive(made, "", path_of(sent)) == NOTED
    assert notes() == [("news-1-2", True)]


@pytest.mark.parametrize("header", ["To", "Delivered-To", "X-Original-To", "Envelope-To"])
def test_a_server_that_names_another_mailbox_says_the_path_in_a_header(
    sent: Mail, header: str
) -> None:
    made = report(NOTHING_OF_OURS, "x@y.example")
    made = f"{header}: Desk <{path_of(sent)}>\n".encode() + made
    assert mailbox.arrive(made, "", "alerts@appeals.example") == NOTED
    assert notes() == [("news-1-2", True)]


@pytest.mark.parametrize(
    "to", [STRAY, MAILBOX, "bounce+@appeals.example", "BOUNCE+X@Appeals.Example"]
)
def test_a_path_that_we_did_not_make_is_answered_alike_and_does_nothing(
    sent: Mail, home: Path, to: str
) -> None:
    for made in (report(NOTHING_OF_OURS, to), raw(), b"\x00\xff"):
        assert mailbox.arrive(made, "x@y.example", to) == NOTED
    assert notes() == []
    assert nothing_is_kept(home)


def test_an_altered_path_is_answered_alike_and_does_nothing(sent: Mail, home: Path) -> None:
    path = path_of(sent)
    altered = path[:10] + ("a" if path[10] != "a" else "b") + path[11:]
    assert mailbox.arrive(report(NOTHING_OF_OURS, altered), "", altered) == NOTED
    assert notes() == []
    assert nothing_is_kept(home)


def test_a_mail_that_is_forgotten_by_now_is_known_as_ours_and_not_kept(
    sent: Mail, home: Path
) -> None:
    path = path_of(sent)
    sent.delete()
    assert mailbox.arrive(report(NOTHING_OF_OURS, path), "", path) == NOTED
    assert notes() == []
    assert nothing_is_kept(home)


def test_a_number_that_is_another_mails_since_a_restore_is_told_apart(sent: Mail) -> None:
    path = path_of(sent)
    Mail.objects.filter(pk=sent.pk).update(key="news-1-3")
    mailbox.arrive(report(NOTHING_OF_OURS, path), "", path)
    assert notes() == []


def test_a_report_that_comes_twice_is_noted_once(sent: Mail) -> None:
    path = path_of(sent)
    for _again in range(2):
        mailbox.arrive(report("gone/qmail-no-mailbox", path), "", path)
    assert notes() == [("news-1-2", True)]


def test_a_partner_who_writes_to_the_desk_is_read_as_ever(sent: Mail) -> None:
    made = raw(To=f"alerts@appeals.example, {STRAY}")
    assert mailbox.arrive(made, "x@y.example", "alerts@appeals.example").startswith("Received")
    assert notes() == []


def test_without_the_setting_the_same_mail_is_one_for_the_desk(sent: Mail, settings: Any) -> None:
    path = path_of(sent)
    settings.TOCSIN_BOUNCE_MAIL = ""
    made = report(NOTHING_OF_OURS, path)
    assert mailbox.arrive(made, "", path) == "Noted; it is no alert (bounce)"
    assert notes() == []


def test_a_locked_server_asks_for_the_mail_again_and_still_takes_alerts(sent: Mail) -> None:
    path = path_of(sent)
    unlocking.lock()
    with pytest.raises(Locked):
        mailbox.arrive(report(NOTHING_OF_OURS, path), "", path)
    assert mailbox.arrive(raw(), "x@y.example", "alerts@a.example").startswith("Received")
    unlocking.unlock(PASSPHRASE)
    assert mailbox.arrive(report(NOTHING_OF_OURS, path), "", path) == NOTED
    assert notes() == [("news-1-2", True)]


@pytest.fixture
def inbox(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder, an hour after everything in it was put there."""
    settings.TOCSIN_INBOX = ""
    dropped.prepare()
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() + 3600)
    return dropped.inbox()


def test_a_report_in_the_folder_is_noted_and_goes(sent: Mail, inbox: Path, home: Path) -> None:
    (inbox / "1.eml").write_bytes(report(NOTHING_OF_OURS, path_of(sent)))
    (inbox / "2.eml").write_bytes(report("nothing/vacation-rfc3834", path_of(sent)))
    assert dropped.turn() == 2
    assert notes() == [("news-1-2", True)]
    assert [one.name for one in inbox.rglob("*") if one.is_file()] == []
    assert nothing_is_kept(home)


def test_a_report_that_belongs_to_another_goes_as_well(
    sent: Mail, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(_path: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(wiping, "remove", denied)
    (inbox / "1.eml").write_bytes(report(NOTHING_OF_OURS, path_of(sent)))
    assert dropped.turn() == 1
    assert not (inbox / "1.eml").exists()


def test_a_report_in_the_folder_of_a_locked_server_stays_and_stops_nothing(
    sent: Mail, inbox: Path
) -> None:
    (inbox / "1.eml").write_bytes(report(NOTHING_OF_OURS, path_of(sent)))
    (inbox / "2.eml").write_bytes(raw())
    unlocking.lock()
    assert dropped.turn() == 1
    assert Alert.objects.count() == 1
    assert (inbox / "1.eml").exists()
    unlocking.unlock(PASSPHRASE)
    assert dropped.turn() == 1
    assert notes() == [("news-1-2", True)]

"""The demonstration: three invented appeals in three states, made by the desk's own moves."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tocsin.appeals.marks import bare
from tocsin.appeals.models import Appeal
from tocsin.appeals.seed import seed_document_types
from tocsin.cases.models import Case
from tocsin.console import demonstration
from tocsin.conveyance.models import Attempt, Conveyance
from tocsin.conveyance.opening import open_bundle
from tocsin.kernel import files, keys
from tocsin.kernel.audit import Entry
from tocsin.kernel.crypto import seal
from tocsin.kernel.mail.outbox import Mail
from tocsin.mailing.models import Subscriber
from tocsin.people.models import Staff
from tocsin.publishing import reads as publishing
from tocsin.publishing.models import Revision
from tocsin.replies.models import News
from tocsin.signing import reads as signing
from tocsin.signing.models import Signature

pytestmark = pytest.mark.django_db
TOLD: dict[str, Any] = tomllib.loads(demonstration.CONTENT.read_text("utf-8"))


@pytest.fixture
def made(home: Path) -> Path:
    """A data folder that holds the demonstration."""
    seed_document_types()
    demonstration.make()
    return home


def test_only_an_empty_desk_becomes_a_demonstration() -> None:
    assert demonstration.may_be_made()
    cast.olga()
    assert not demonstration.may_be_made()


def test_a_desk_with_an_appeal_is_left_alone() -> None:
    cast.draft()
    assert not demonstration.may_be_made()


def test_it_is_made_once(made: Path) -> None:
    assert not demonstration.may_be_made()


def test_one_that_was_interrupted_is_not_there_and_is_made_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seed_document_types()
    monkeypatch.setattr(demonstration, "add_news", interrupted)
    with pytest.raises(KeyboardInterrupt):
        demonstration.make()
    assert not demonstration.is_made()
    assert demonstration.may_be_made()
    assert not Mail.objects.exists()
    monkeypatch.undo()
    demonstration.make()
    assert demonstration.is_made()
    assert Appeal.objects.count() == 3
    assert len(list((home / "outbox").iterdir())) == Mail.objects.count()


def interrupted(*_words: Any) -> News:
    """As when Ctrl-C is pressed."""
    raise KeyboardInterrupt


def test_the_three_appeals_are_as_far_as_their_stories(made: Path) -> None:
    assert Appeal.objects.count() == len(TOLD["appeal"]) == 3
    assert sorted(Appeal.objects.values_list("state", flat=True)) == [
        "closed",
        "published",
        "published",
    ]
    for told in TOLD["appeal"]:
        days = [(timezone.now() - one.published_at).days for one in Revision.objects.all()]
        assert told["days_ago"] in days
    assert {one.written_by for one in Appeal.objects.all()} == {"ines"}
    assert {(one.approved_by, one.published_by) for one in Revision.objects.all()} == {
        ("marek", "ines")
    }


def test_every_class_of_signature_can_be_seen(made: Path) -> None:
    tallies = signing.tallies().values()
    assert sum(one.confirmed for one in tallies) == sum(
        told["signatories"] - 1 for told in TOLD["appeal"]
    )
    assert [one.unconfirmed for one in tallies] == [1, 1, 1]
    assert sum(one.paper for one in tallies) == len(demonstration.PAPER)


def test_nobody_of_it_can_be_reached(made: Path) -> None:
    for told in TOLD["network"]:
        assert told["email"].endswith(".example.org")
    for mail in (made / "outbox").rglob("*.eml"):
        recipients = [line for line in mail.read_text("utf-8").splitlines() if line[:3] == "To:"]
        assert recipients
        assert all(line.rstrip().endswith("example.org") for line in recipients)
    assert Subscriber.objects.count() == len(TOLD["network"])


def test_the_names_are_sealed_here_too(made: Path) -> None:
    key = seal.load_private(made / "demonstration" / "organisation.private")
    active = keys.active()
    assert active is not None
    assert active.key_id == key.key_id
    hidden = {name for name, _country in demonstration.NAMES} | set(demonstration.PAPER)
    hidden -= set(Signature.objects.values_list("public_name", flat=True))
    assert hidden
    kept = b"".join(path.read_bytes() for path in (made / "files").rglob("*") if path.is_file())
    kept += b"".join(bytes(row.sealed) for row in Signature.objects.all())
    for name in hidden:
        assert name.encode() not in kept


def test_a_newcomer_opens_a_bundle_of_it(made: Path, tmp_path: Path) -> None:
    conveyance = Conveyance.objects.order_by("pk").first()
    assert conveyance is not None
    bundle = files.path(made / "files", conveyance.bundle_sha256)
    opened = open_bundle(
        bundle, made / "demonstration" / "organisation.private", tmp_path / "dossier"
    )
    assert opened.unreadable == 0
    assert opened.records == conveyance.tally["confirmed"] + conveyance.tally["paper"]


def test_what_came_of_it_can_be_seen(made: Path) -> None:
    assert {"delivered"} <= set(Attempt.objects.values_list("result", flat=True))
    assert {"reply", "outcome"} <= set(News.objects.values_list("kind", flat=True))
    for attempt in Attempt.objects.all():
        assert attempt.on <= timezone.localdate()
        assert attempt.on >= attempt.conveyance.revision.published_at.date()


def test_every_page_of_it_can_be_read_in_both_languages(made: Path, client: Client) -> None:
    for appeal in Appeal.objects.all():
        for prefix in ("", "/fr"):
            answer = client.get(f"{prefix}/{appeal.document_id}/")
            assert answer.status_code == 200
            assert len(answer.content) < 30_000
    front = client.get("/").content.decode()
    for told in TOLD["appeal"]:
        assert bare(told["text"]["en"]["headline"]).replace("'", "&#x27;") in front


def test_no_title_of_a_case_carries_marks(made: Path) -> None:
    for case in Case.objects.all():
        assert case.title == bare(case.title)


def test_each_has_claims_and_addressees_and_was_approved_by_another(made: Path) -> None:
    for appeal in Appeal.objects.all():
        latest = publishing.latest(appeal)
        assert latest is not None
        assert set(latest.content["languages"]) >= {"en"}
        assert latest.content["claims"]
        assert latest.content["addressees"]
    assert Entry.objects.filter(verb="approve", actor="marek").count() == 3


def test_its_officer_and_approver_come_in_with_the_password_that_is_shown(made: Path) -> None:
    assert {one.username for one in Staff.objects.all()} == {"ines", "marek"}
    for one in Staff.objects.all():
        assert one.check_password(demonstration.PASSWORD)
    assert not any(one.is_officer and one.is_approver for one in Staff.objects.all())


def test_the_mark_comes_last_and_says_how_to_try_it(made: Path) -> None:
    text = (made / "demonstration" / "README.txt").read_text("utf-8")
    assert "tocsin convey open" in text
    assert (made / "demonstration").stat().st_mode & 0o077 == 0
    assert (made / "demonstration" / "organisation.private").stat().st_mode & 0o077 == 0


def test_a_demonstration_that_broke_off_has_no_mark(
    home: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seed_document_types()
    broken = tmp_path / "broken.toml"
    broken.write_text(demonstration.CONTENT.read_text("utf-8") + '\n[[appeal]]\ntype = "FA"\n')
    monkeypatch.setattr(demonstration, "CONTENT", broken)
    with pytest.raises(KeyError):
        demonstration.make()
    assert not (home / "demonstration" / "README.txt").exists()


def test_mail_for_the_newest_appeal_waits_or_went(made: Path) -> None:
    assert not Mail.objects.filter(state__in=["failed", "uncertain"]).exists()
    assert Mail.objects.filter(batch="confirm", state="sent").count() == sum(
        told["signatories"] for told in TOLD["appeal"]
    )

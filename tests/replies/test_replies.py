"""What came back: recorded, shown, mailed; silence noted once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.mailing.people import html_of, read, text_of
from tests.returned import MAILBOX, came_back
from tests.signing.people import sign_and_confirm
from tocsin.authorities.models import Authority
from tocsin.conveyance import moves as conveyance
from tocsin.conveyance.models import Conveyance
from tocsin.kernel import audit, files
from tocsin.kernel.crypto.home import home
from tocsin.kernel.mail.bounces import Bounced
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import run_until_idle
from tocsin.publishing.models import Revision
from tocsin.replies import moves, reads, silence, work
from tocsin.replies.models import News
from tocsin.replies.wording import said_as_cause
from tocsin.signing import informing

pytestmark = pytest.mark.django_db

TEXTS = {"en": {"title": "The office wrote", "text": "It will look into the case."}}
BOTH = TEXTS | {"fr": {"title": "Le bureau a écrit", "text": "Il étudiera l’affaire."}}


@pytest.fixture
def revision() -> Revision:
    """A published appeal that can be signed."""
    cast.signing_key()
    return cast.published()


def office(revision: Revision) -> Authority:
    found = revision.appeal.addressees.first()
    assert found is not None
    return found


def record(revision: Revision, **changes: Any) -> News:
    told: dict[str, Any] = {"kind": "update", "on": timezone.localdate(), "texts": TEXTS}
    return moves.record(cast.olga(), revision.appeal, **(told | changes))


def delivered(revision: Revision, days_ago: int) -> None:
    """A conveyance to the first addressee, delivered so many days ago."""
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    made = conveyance.export(cast.olga(), revision.appeal, office(revision))
    Conveyance.objects.filter(pk=made.pk).update(
        prepared_at=made.prepared_at - timedelta(days=days_ago)
    )
    made.refresh_from_db()
    conveyance.record_attempt(
        cast.olga(),
        made,
        channel="post",
        result="delivered",
        on=timezone.localdate() - timedelta(days=days_ago),
        evidence=("slip.pdf", b"slip"),
    )


def test_a_reply_is_public_in_the_readers_language(revision: Revision) -> None:
    made = record(
        revision,
        kind="reply",
        texts=BOTH,
        authority=office(revision),
        source="letter 12",
        file=("reply.pdf", b"the letter"),
    )
    (told,) = reads.public(revision.appeal, "fr")
    assert told["title"] == "Le bureau a écrit"
    assert told["authority"] == "Ministry of the Interior"
    assert told["file_sha256"] == made.file_sha256
    assert files.read(home() / "files", made.file_sha256) == b"the letter"
    (told,) = reads.public(revision.appeal, "de")
    assert (told["title"], told["language"]) == ("The office wrote", "en")


def test_recording_is_in_the_trail(revision: Revision) -> None:
    made = record(revision)
    entry = audit.trail("appeal", "FA-01-2026").first()
    assert entry is not None
    assert (entry.verb, entry.detail) == ("record update", {"news": made.pk})


@pytest.mark.parametrize(
    ("changes", "sentence", "field"),
    [
        ({"kind": "rumour"}, "Choose what came back", "kind"),
        ({"on": timezone.localdate() + timedelta(days=3)}, "lies in the future", "on"),
        ({"kind": "reply"}, "Choose the addressee", "authority"),
        ({"texts": {}}, "original language", "title_en"),
        ({"texts": {"fr": TEXTS["en"]}}, "original language", "title_en"),
        ({"texts": {"en": {"title": " ", "text": "x"}}}, "Write a title", "title_en"),
        ({"texts": {"en": {"title": "x", "text": ""}}}, "Write what came back", "text_en"),
        ({"texts": TEXTS | {"fr": {"title": "x"}}}, "Write what came back", "text_fr"),
        ({"texts": {"en": {"title": "x" * 201, "text": "x"}}}, "at most 200", "title_en"),
        ({"texts": {"en": {"title": "x", "text": "x" * 100_000}}}, "at most 10,000", "text_en"),
        ({"texts": {"en": {"title": "x", "text": "a\0b"}}}, "cannot be kept", "text_en"),
        ({"source": "x" * 201}, "at most 200", "source"),
        ({"file": ("a.pdf", b"")}, "file is empty", "file"),
        ({"file": ("a.pdf", b"x" * 10_000_001)}, "larger than 10 MB", "file"),
        (
            {
                "kind": "outcome",
                "texts": {
                    "en": {"title": "Freed", "text": "They are free thanks to your signatures."}
                },
            },
            "claims a cause",
            "text_en",
        ),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    revision: Revision, changes: dict[str, Any], sentence: str, field: str
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        record(revision, **changes)
    assert refused.value.field == field
    assert not News.objects.exists()


def test_an_office_that_is_not_addressed_did_not_reply(revision: Revision) -> None:
    with pytest.raises(Refusal, match="not addressed to this office"):
        record(revision, kind="reply", authority=cast.authority("Ministry of Weather"))


def test_nothing_comes_back_to_a_draft() -> None:
    with pytest.raises(Refusal, match="not published"):
        moves.record(cast.olga(), cast.draft(), "update", timezone.localdate(), TEXTS)


@pytest.mark.parametrize("who", [cast.amir, cast.nadia, cast.stranger])
def test_only_an_officer_records(revision: Revision, who: Any) -> None:
    with pytest.raises(Refusal, match="officer"):
        moves.record(who(), revision.appeal, "update", timezone.localdate(), TEXTS)


def test_what_an_office_claims_itself_is_quoted(revision: Revision) -> None:
    text = {"en": {"title": "Reply", "text": "We acted because of the appeal."}}
    assert record(revision, kind="reply", texts=text, authority=office(revision)).pk


@pytest.mark.parametrize(
    "text",
    [
        "Freed because of our appeal",
        "Due to the letters",
        "The appeal has led to a release",
        "Libres grâce à l’appel",
        "grâce à vos signatures",
        "Thanks to your support",
    ],
)
def test_words_of_cause_are_found(text: str) -> None:
    assert said_as_cause(text)


@pytest.mark.parametrize(
    "text",
    [
        "Freed three weeks after the appeal",
        "Held because of a strike",
        "Libérés après l’appel",
        "They give thanks to nobody",
    ],
)
def test_other_words_are_left_alone(text: str) -> None:
    assert said_as_cause(text) == ""


@given(st.text(max_size=200))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert said_as_cause(text) in text


def test_those_who_asked_get_one_mail_each_in_their_language(revision: Revision) -> None:
    one = sign_and_confirm(revision, "Ada", "ada@example.org", inform=True)
    sign_and_confirm(revision, "Bo", "bo@example.org", inform=True, language="fr")
    sign_and_confirm(revision, "Cy", "cy@example.org")
    made = record(revision, texts=BOTH)
    run_until_idle([work.LOOP])
    run_until_idle([work.LOOP])
    rows = {str(read(row)["To"]): row for row in Mail.objects.filter(batch=made.batch)}
    assert sorted(rows) == ["ada@example.org", "bo@example.org"]
    assert rows["ada@example.org"].key == f"news-{made.pk}-{one.pk}"
    assert "It will look into the case." in text_of(rows["ada@example.org"])
    assert "Il étudiera" in html_of(rows["bo@example.org"])
    url = informing.stop_url(one.pk, "en")
    assert url in text_of(rows["ada@example.org"])
    assert read(rows["ada@example.org"])["List-Unsubscribe"] == f"<{url}>"


def test_news_that_nobody_asked_for_is_done_at_once(revision: Revision) -> None:
    made = record(revision)
    run_until_idle([work.LOOP])
    made.refresh_from_db()
    assert made.state == "done"


def test_silence_is_noted_once_after_the_days(revision: Revision, settings: Any) -> None:
    delivered(revision, settings.TOCSIN_SILENCE_DAYS)
    run_until_idle([work.LOOP])
    run_until_idle([work.LOOP])
    (item,) = News.objects.all()
    assert (item.kind, item.authority, item.recorded_by) == ("silence", office(revision), "system")
    assert "No answer from Ministry of the Interior" in item.texts["en"]["title"]
    assert set(item.texts) == {"en", "fr"}
    assert [late.noted for late in reads.overdue()] == [True]


def test_silence_is_not_noted_before_the_days(revision: Revision, settings: Any) -> None:
    delivered(revision, settings.TOCSIN_SILENCE_DAYS - 1)
    assert work.turn() == 0
    assert reads.overdue() == []


def test_who_replied_is_not_silent(revision: Revision, settings: Any) -> None:
    delivered(revision, settings.TOCSIN_SILENCE_DAYS + 5)
    record(revision, kind="reply", authority=office(revision))
    run_until_idle([work.LOOP])
    assert not News.objects.filter(kind="silence").exists()
    assert reads.overdue() == []


def test_silence_noted_by_hand_is_not_noted_again(revision: Revision, settings: Any) -> None:
    delivered(revision, settings.TOCSIN_SILENCE_DAYS)
    record(revision, kind="silence", authority=office(revision))
    run_until_idle([work.LOOP])
    assert News.objects.count() == 1
    with pytest.raises(Refusal, match="noted already"):
        record(revision, kind="silence", authority=office(revision))


def test_deliveries_are_read_again_only_when_something_may_have_changed(
    revision: Revision, settings: Any
) -> None:
    silence.note()
    with CaptureQueriesContext(connection) as asked:
        assert silence.note() == 0
    assert len(asked) == 2
    delivered(revision, settings.TOCSIN_SILENCE_DAYS)
    assert silence.note() == 1
    assert silence.note() == 0


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("gone/courier-user-unknown", False),
        ("refused/proofpoint-dynamic-reputation", True),
        ("nothing/postfix-delayed", True),
    ],
)
def test_news_that_reach_nobody_are_the_last(
    revision: Revision, settings: Any, name: str, told: bool
) -> None:
    settings.TOCSIN_BOUNCE_MAIL = MAILBOX
    one = sign_and_confirm(revision, "Ada", "ada@example.org", inform=True)
    record(revision)
    run_until_idle([work.LOOP])
    came_back(Mail.objects.get(batch__startswith="news-"), name)
    run_until_idle([work.LOOP])
    one.refresh_from_db()
    assert one.state == "counted"
    assert (one.inform is not None) is told
    assert not Bounced.objects.exists()

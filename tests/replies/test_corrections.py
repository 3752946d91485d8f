"""Who signed what was wrong, and asked to be informed, is told once what is right."""

from __future__ import annotations

import pytest
from django.test import Client

from tests import cast
from tests.mailing.people import html_of, read, text_of
from tests.publishing import corrected
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import run_until_idle
from tocsin.publishing.models import Revision
from tocsin.replies import moves, reads, work
from tocsin.replies.models import News
from tocsin.signing import informing
from tocsin.signing import moves as signing

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """The first revision, open for signing."""
    cast.signing_key()
    return corrected.first()


def told() -> list[str]:
    rows = Mail.objects.filter(batch__startswith="news-").order_by("pk")
    return [str(read(row)["To"]) for row in rows]


def signed(revision: Revision, name: str, *, inform: bool = True, language: str = "en") -> None:
    address = f"{name}@example.org"
    sign_and_confirm(revision, name.title(), address, inform=inform, language=language)


def test_those_who_signed_an_older_revision_are_told_once(revision: Revision) -> None:
    signed(revision, "ada")
    signed(revision, "bo", inform=False)
    newer = corrected.correction(revision.appeal)
    signed(newer, "cy")
    for _turn in range(3):
        run_until_idle([work.LOOP])
    assert told() == ["ada@example.org"]


def test_the_mail_says_what_was_wrong_in_the_signatorys_language(revision: Revision) -> None:
    signed(revision, "ada", language="fr")
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    row = Mail.objects.get(batch__startswith="news-")
    for said in (text_of(row), html_of(row)):
        assert corrected.WRONG in said
        assert "/fr/FA-01-2026/" in said


def test_who_confirms_later_is_told_too(revision: Revision) -> None:
    signed(revision, "ada")
    signing.sign(revision, entry("Bo Berg", "bo@example.org", inform=True))
    link = newest_token()
    signed(revision, "cy")
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    assert told() == ["ada@example.org", "cy@example.org"]
    signing.confirm(link)
    for _turn in range(2):
        run_until_idle([work.LOOP])
    assert told() == ["ada@example.org", "cy@example.org", "bo@example.org"]


def test_who_stopped_the_mails_is_told_nothing(revision: Revision) -> None:
    signed(revision, "ada")
    pk = informing.informed(revision.appeal, 0, 1)[0][0]
    informing.stop(informing.stop_token(pk))
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    assert told() == []


def test_the_desk_sees_how_far_a_correction_is(revision: Revision) -> None:
    signed(revision, "ada")
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    item = News.objects.get(kind="correction")
    assert reads.state_of(item).whole == 1
    assert item.texts["en"]["title"] == "Correction of FA-01-2026"
    assert set(item.texts) == {"en", "fr"}


def test_the_page_tells_a_correction_once(revision: Revision, client: Client) -> None:
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    said = client.get("/FA-01-2026/").content.decode()
    assert said.count(corrected.WRONG) == 1
    assert 'id="news"' not in said


def test_nobody_records_a_correction_by_hand(revision: Revision) -> None:
    today = revision.published_at.date()
    texts = {"en": {"title": "A correction", "text": "It was wrong."}}
    with pytest.raises(Refusal, match=r"Choose what came back\.") as refused:
        moves.record(cast.olga(), revision.appeal, "correction", today, texts)
    assert refused.value.field == "kind"

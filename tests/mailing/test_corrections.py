"""Who was mailed what was wrong is told once what is right; a running mail-out of it ends."""

from __future__ import annotations

import pytest

from tests import cast
from tests.mailing.people import html_of, read, subscriber, text_of
from tests.publishing import corrected
from tocsin.kernel.mail import post
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.work import run_until_idle
from tocsin.mailing import corrections, moves, work
from tocsin.mailing.models import Dispatch, Notice
from tocsin.publishing.models import Revision

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """The first revision, published by the moves that people make."""
    return corrected.first()


def mailed(revision: Revision) -> Dispatch:
    made = moves.dispatch(cast.olga(), revision)
    run_until_idle([work.LOOP, post.LOOP])
    return made


def told() -> list[Mail]:
    return list(Mail.objects.filter(batch__startswith="correction-").order_by("pk"))


def test_everybody_who_was_mailed_is_told_once(revision: Revision) -> None:
    for name in ("a", "b", "c"):
        subscriber(f"{name}@example.org")
    mailed(revision)
    subscriber("later@example.org")
    corrected.correction(revision.appeal)
    for _turn in range(3):
        run_until_idle([work.LOOP])
    reached = sorted(str(read(row)["To"]) for row in told())
    assert reached == ["a@example.org", "b@example.org", "c@example.org"]
    assert Notice.objects.get().state == "sending"
    run_until_idle([work.LOOP, post.LOOP])
    assert Notice.objects.get().state == "done"
    assert Mail.objects.filter(state="sent").count() == 6


def test_the_mail_says_what_was_wrong_in_the_readers_language(revision: Revision) -> None:
    subscriber("a@example.org")
    subscriber("b@example.org", language="fr")
    mailed(revision)
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    english, french = told()
    for said in (text_of(english), html_of(english)):
        assert corrected.WRONG in said
        assert "It said:" in said
        assert "arrested on 3 March." in said
        assert "It says now:" in said
        assert "It is false that seven ferry workers were arrested" in said
        assert "http://127.0.0.1:8000/FA-01-2026/" in said
    assert (
        "“Seven ferry workers were arrested on 3 March.” was told as reported; "
        "now it is told as refuted." in text_of(english)
    )
    assert read(english)["Subject"] == "Correction of FA-01-2026"
    assert "/fr/FA-01-2026/" in text_of(french)
    assert "3 March." in text_of(french)  # the claim is not translated
    assert "It said:" not in text_of(french)


def test_many_are_told_page_by_page(revision: Revision, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corrections, "PAGE", 2)
    for number in range(5):
        subscriber(f"n{number}@example.org")
    mailed(revision)
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    assert len(told()) == 5


def test_who_was_mailed_twice_is_told_once(revision: Revision) -> None:
    subscriber("a@example.org")
    mailed(revision)
    corrected.edited(revision.appeal, ask="Tell the families.")
    mailed(corrected.revised(revision.appeal, "A shorter ask."))
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    assert len(told()) == 1


def test_every_correction_is_told_on_its_own(revision: Revision) -> None:
    subscriber("a@example.org")
    mailed(revision)
    corrected.correction(revision.appeal)
    corrected.edited(revision.appeal, ask="Tell the families.")
    corrected.revised(revision.appeal, "The ask.", wrong="The ask was too long.")
    run_until_idle([work.LOOP])
    assert len(told()) == 2


def test_who_left_is_told_nothing(revision: Revision) -> None:
    gone, leaving = subscriber("a@example.org"), subscriber("b@example.org")
    mailed(revision)
    moves.leave(gone.leave)
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    (waiting,) = told()
    assert read(waiting)["To"] == "b@example.org"
    moves.leave(leaving.leave)
    assert told() == []


def test_a_running_mail_out_of_what_was_wrong_ends(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "PAGE", 1)
    for name in ("a", "b", "c"):
        subscriber(f"{name}@example.org")
    made = moves.dispatch(cast.olga(), revision)
    for _page in range(2):
        work.prepare_page(made)
    first = Mail.objects.order_by("pk").first()
    assert first is not None
    Mail.objects.filter(pk=first.pk).update(state="sent", payload=None, due_at=None)
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    assert Dispatch.objects.get().state == "ended"
    assert list(Mail.objects.filter(batch=made.batch)) == [first]
    (row,) = told()
    assert read(row)["To"] == "a@example.org"


def test_a_page_that_comes_after_the_end_queues_nothing(revision: Revision) -> None:
    subscriber("a@example.org")
    made = moves.dispatch(cast.olga(), revision)
    stale = Dispatch.objects.get(pk=made.pk)
    corrected.correction(revision.appeal)
    corrections.begin()
    assert work.prepare_page(stale) == 0
    assert Mail.objects.count() == 0
    stale.refresh_from_db()
    assert stale.state == "ended"


def test_what_is_uncertain_counts_as_mailed(revision: Revision) -> None:
    subscriber("a@example.org")
    mailed(revision)
    Mail.objects.update(state="uncertain")
    corrected.correction(revision.appeal)
    run_until_idle([work.LOOP])
    assert len(told()) == 1


def test_without_a_correction_nobody_is_told(revision: Revision) -> None:
    subscriber("a@example.org")
    mailed(revision)
    corrected.edited(revision.appeal, ask="Tell the families.")
    corrected.revised(revision.appeal, "A shorter ask.")
    assert corrections.begin() == 0
    assert told() == []


def test_an_older_revision_cannot_be_mailed_after_its_correction(revision: Revision) -> None:
    subscriber("a@example.org")
    newer = corrected.correction(revision.appeal)
    with pytest.raises(Refusal, match=r"There is a newer revision of this appeal\. Mail that one"):
        moves.dispatch(cast.olga(), revision)
    assert moves.dispatch(cast.olga(), newer).revision == newer

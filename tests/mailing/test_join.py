"""People join by their own will, twice said, and leave for good."""

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
from tests.mailing.people import html_of, join, newest_token, subscriber, text_of
from tocsin.kernel import audit
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.refusal import Refusal
from tocsin.mailing import letters, moves, network, reads, work
from tocsin.mailing.models import Dispatch, Subscriber

pytestmark = pytest.mark.django_db


def earlier(**ago: int) -> None:
    """As if everybody had asked earlier."""
    Subscriber.objects.update(asked_at=timezone.now() - timedelta(**ago))


def test_joining_needs_the_button_of_the_mail() -> None:
    moves.ask("ada@example.org", "fr", ["BO"], ["arbitrary-arrest-detention"])
    assert Subscriber.objects.get().state == "asked"
    assert not reads.subscribed().exists()
    person = moves.confirm(newest_token())
    assert (person.state, person.language, person.countries) == ("subscribed", "fr", ["BO"])
    assert person.issues == ["arbitrary-arrest-detention"]


def test_the_mail_is_in_the_language_that_was_asked_for() -> None:
    moves.ask("ada@example.org", "fr", ["BO"], [])
    text = text_of(Mail.objects.get())
    assert "/fr/join/" in text
    assert "Bolivie" in text
    assert "Bolivie" in html_of(Mail.objects.get())


def test_the_address_lies_nowhere_in_clear() -> None:
    join("ada.secret@example.org")
    with connection.cursor() as cursor:
        for table in ("mailing_subscriber", "kernel_mail", "kernel_entry"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - three names from above
            assert "ada.secret" not in str(
                [
                    [bytes(c) if isinstance(c, memoryview) else c for c in row]
                    for row in cursor.fetchall()
                ]
            )


def test_asking_twice_within_ten_minutes_sends_one_mail() -> None:
    moves.ask("ada@example.org", "en", [], [])
    moves.ask("ADA@Example.org ", "fr", [], [])
    assert Mail.objects.count() == 1
    assert moves.confirm(newest_token()).language == "fr"


def test_the_database_is_asked_the_same_when_a_mailbox_was_asked_for_just_before() -> None:
    """The time of the answer would tell a stranger that somebody joined in these ten minutes."""
    join("member@example.org")
    moves.ask("ada@example.org", "en", [], [])
    mails, asked = Mail.objects.count(), []
    for address in ("ada@example.org", "member@example.org"):
        with CaptureQueriesContext(connection) as queries:
            moves.ask(address, "en", [], [])
        said = [one["sql"].partition("(")[0] for one in queries.captured_queries]
        asked.append([one.partition("SAVEPOINT")[0][:30] for one in said])  # which are numbered
    assert asked[0] == asked[1]
    assert Mail.objects.count() == mails + 1


def test_asking_again_after_ten_minutes_sends_a_new_link() -> None:
    moves.ask("ada@example.org", "en", [], [])
    old = newest_token()
    earlier(minutes=11)
    moves.ask("ada@example.org", "en", [], [])
    assert Mail.objects.count() == 2
    with pytest.raises(Refusal, match="newest mail"):
        moves.confirm(old)
    assert moves.confirm(newest_token()).state == "subscribed"


def test_pressing_the_button_again_is_harmless() -> None:
    join("ada@example.org")
    token = newest_token()
    assert moves.confirm(token).state == "subscribed"
    assert [e.verb for e in audit.Entry.objects.all()].count("confirm joining") == 1


def test_a_member_who_asks_again_changes_nothing_until_the_button() -> None:
    join("ada@example.org")
    earlier(minutes=11)
    moves.ask("ada@example.org", "fr", ["BO"], [])
    person = Subscriber.objects.get()
    assert (person.state, person.language, person.countries) == ("subscribed", "en", [])
    person = moves.confirm(newest_token())
    assert (person.state, person.language, person.countries) == ("subscribed", "fr", ["BO"])


def test_an_old_link_is_refused_with_a_sentence(settings: Any) -> None:
    moves.ask("ada@example.org", "en", [], [])
    earlier(days=settings.TOCSIN_CONFIRM_DAYS + 1)
    with pytest.raises(Refusal, match="does not work any more"):
        moves.confirm(newest_token())


@given(st.text(max_size=60))
def test_an_altered_link_is_refused_with_a_sentence(token: str) -> None:
    with pytest.raises(Refusal, match="part of it is missing"):
        moves.confirm(token)


def test_who_never_confirms_is_forgotten(settings: Any) -> None:
    moves.ask("ada@example.org", "en", [], [])
    assert work.turn() == 0
    earlier(days=settings.TOCSIN_CONFIRM_DAYS + 1)
    assert work.turn() == 1
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize(
    ("address", "language", "countries", "issues", "sentence", "field"),
    [
        ("nobody", "en", [], [], "name@example.org", "email"),
        ("", "en", [], [], "name@example.org", "email"),
        ("a@b.org\nBcc: c@d.org", "en", [], [], "name@example.org", "email"),
        ("a" * 100_000 + "@b.org", "en", [], [], "name@example.org", "email"),
        ("a@b.org", "xx", [], [], "Choose a language", "language"),
        ("a@b.org", "en", ["Atlantis"], [], "Choose countries", "countries"),
        ("a@b.org", "en", [], ["weather"], "Choose issues", "issues"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    address: str,
    language: str,
    countries: list[str],
    issues: list[str],
    sentence: str,
    field: str,
) -> None:
    with pytest.raises(Refusal, match=sentence) as refused:
        moves.ask(address, language, countries, issues)
    assert refused.value.field == field
    assert not Subscriber.objects.exists()


def test_leaving_destroys_the_address_and_the_mails_that_have_not_gone() -> None:
    revision = cast.published()
    person = subscriber("ada@example.org", countries=["BO"])
    subscriber("bo@example.org")
    made = moves.dispatch(cast.olga(), revision)
    work.turn()
    assert Mail.objects.filter(batch=made.batch).count() == 2
    moves.leave(person.leave)
    person.refresh_from_db()
    assert (person.state, person.address, person.countries) == ("left", None, [])
    assert [m.key for m in Mail.objects.filter(batch=made.batch)] == [
        f"{made.batch}-{Subscriber.objects.get(state='subscribed').pk}"
    ]


def test_who_left_is_not_mailed_by_a_mail_out_that_is_under_way() -> None:
    revision = cast.published()
    person = subscriber("ada@example.org")
    moves.dispatch(cast.olga(), revision)
    moves.leave(person.leave)
    work.turn()
    work.turn()
    assert not Mail.objects.exists()
    assert Dispatch.objects.get().state == "done"


def test_leaving_twice_is_harmless() -> None:
    person = subscriber("ada@example.org")
    moves.leave(person.leave)
    assert moves.leave(person.leave).state == "left"


def test_an_altered_leave_link_is_refused_with_a_sentence() -> None:
    with pytest.raises(Refusal, match="newest mail from us"):
        moves.leave("nonsense")


def test_who_left_may_join_again_and_the_old_link_is_dead() -> None:
    person = subscriber("ada@example.org")
    moves.leave(person.leave)
    again = join("ada@example.org")
    assert again.pk == person.pk
    assert again.state == "subscribed"
    assert network.address_of(again) == "ada@example.org"
    assert again.leave != person.leave


def test_the_leave_link_says_the_language() -> None:
    assert "/fr/leave/x/" in letters.leave_url("x", "fr")
    assert "/fr/" not in letters.leave_url("x", "en")

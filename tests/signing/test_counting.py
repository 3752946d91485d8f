"""Who of a mailbox counts: two people at most, each once; who types learns nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.kernel.crypto import seal
from tocsin.kernel.crypto.vault import Vault
from tocsin.kernel.mail.outbox import Mail
from tocsin.publishing.models import Revision
from tocsin.signing import budgets, mailboxes, moves, reads, sheets
from tocsin.signing.mailboxes import folded, mailbox
from tocsin.signing.models import PLACED, Signature
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def line(revision: Revision, number: int, name: str, email: str = "home@example.org") -> Signature:
    sheet = revision.appeal.sheets.first() or sheets.print_sheet(cast.olga(), revision, "en", "")
    told = {"name": name, "country": "BO", "choice": "counted", "email": email}
    made = sheets.enter_line(cast.olga(), sheet, number, **told).signature
    assert made is not None
    return made


def states(revision: Revision) -> list[str]:
    rows = Signature.objects.filter(appeal=revision.appeal).order_by("pk")
    return list(rows.values_list("state", flat=True))


def test_two_people_of_one_mailbox_are_counted(revision: Revision) -> None:
    first = sign_and_confirm(revision, "Ada Lind", "home@example.org")
    second = sign_and_confirm(revision, "Bo Lind", "Home+bo@example.org")
    assert reads.tally(revision.appeal) == Tally(confirmed=2)
    box = mailbox(revision.appeal, "home@example.org")
    assert (first.tag, second.tag) == box.places


@pytest.mark.parametrize("again", ["Ada Lind", "ADA  LIND", "Lind, Ada", "Áda Lïnd", "Ａda Lind"])
def test_the_same_name_again_is_a_repetition(revision: Revision, again: str) -> None:
    sign_and_confirm(revision, "Ada Lind", "home@example.org")
    sign_and_confirm(revision, "Bo Lind", "home@example.org")
    assert sign_and_confirm(revision, again, "home@example.org").state == "repeated"
    assert sign_and_confirm(revision, "bo lind", "home@example.org").state == "repeated"
    assert reads.tally(revision.appeal) == Tally(confirmed=2)


def test_a_third_person_of_a_mailbox_is_a_repetition(revision: Revision) -> None:
    for name in ("Ada Lind", "Bo Lind", "Cy Lind"):
        last = sign_and_confirm(revision, name, "home@example.org")
    assert last.state == "repeated"
    assert reads.tally(revision.appeal) == Tally(confirmed=2)


def test_a_place_that_was_left_is_free_again(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "home@example.org")
    token = newest_token()
    sign_and_confirm(revision, "Bo Lind", "home@example.org")
    moves.not_me(token)
    assert sign_and_confirm(revision, "Cy Lind", "home@example.org").state == "counted"
    assert reads.tally(revision.appeal) == Tally(confirmed=2)


def test_who_leaves_takes_nobody_else_along(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "home@example.org")
    sign_and_confirm(revision, "Bo Lind", "home@example.org")
    sign_and_confirm(revision, "Bo Lind", "home@example.org")
    assert moves.not_me(newest_token()) == 2
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_two_people_on_paper_with_one_mailbox_are_counted(revision: Revision) -> None:
    found = [
        line(revision, at, name).state for at, name in enumerate(["Ada", "Bo", "Cy", "ada"], 1)
    ]
    assert found == ["counted", "counted", "repeated", "repeated"]


def test_a_line_gives_way_to_its_own_person_alone(revision: Revision) -> None:
    line(revision, 1, "Ada Lind")
    line(revision, 2, "Bo Lind")
    sign_and_confirm(revision, "Bo Lind", "home@example.org")
    assert states(revision) == ["counted", "repeated", "counted"]
    assert reads.tally(revision.appeal) == Tally(confirmed=1, paper=1)


def test_a_mailbox_that_is_proved_is_worth_more_than_paper(revision: Revision) -> None:
    line(revision, 1, "Ada Lind")
    line(revision, 2, "Bo Lind")
    sign_and_confirm(revision, "Cy Lind", "home@example.org")
    assert states(revision) == ["counted", "repeated", "counted"]


def test_who_signed_before_names_were_told_apart_is_one_person(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "home@example.org")
    Signature.objects.update(likeness=None)
    assert sign_and_confirm(revision, "Bo Lind", "home@example.org").state == "repeated"


def test_nothing_of_the_name_is_kept_before_confirmation_and_two_bytes_after(
    revision: Revision,
) -> None:
    moves.sign(revision, entry("Ada Lind", "home@example.org"))
    assert Signature.objects.get().likeness is None
    moves.confirm(newest_token())
    kept = bytes(Signature.objects.get().likeness or b"")
    assert kept == mailbox(revision.appeal, "home@example.org", "ada lind").likeness
    assert len(kept) == 2


def test_a_name_tells_nothing_without_its_mailbox(revision: Revision) -> None:
    one = mailbox(revision.appeal, "home@example.org", "Ada Lind")
    other = mailbox(revision.appeal, "away@example.org", "Ada Lind")
    assert one.likeness != other.likeness
    assert one.domain == other.domain


def test_a_domain_under_two_appeals_has_two_marks(revision: Revision) -> None:
    other = cast.published("FA-02-2026").appeal
    here = mailboxes.domain_mark(revision.appeal, "example.org")
    assert here != mailboxes.domain_mark(other, "example.org")
    assert len(here) == 3


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Ada Lind", "ada lind"),
        ("LIND, Ada", "ada lind"),
        ("José-María", "jose maria"),
        ("राम", "राम"),
        ("李 明", "明 李"),
        ("مُحَمَّد", "محمد"),
        ("…", ""),
    ],
)
def test_spellings_of_a_name_are_one(name: str, plain: str) -> None:
    assert folded(name) == plain


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing(name: str) -> None:
    assert folded(folded(name)) == folded(name)


def before_signing(revision: Revision, situation: str) -> None:
    """What the mailbox did before somebody types its address."""
    if situation in {"repeated", "two people", "voided"}:
        sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    if situation == "two people":
        sign_and_confirm(revision, "Bo Lind", "ada@example.org")
    if situation == "voided":
        Signature.objects.update(state="voided")
    if situation == "unconfirmed":
        moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    if situation == "full budget":
        for _link in range(budgets.LINKS_A_DAY):
            moves.sign(revision, entry("Ada Lind", "ada@example.org"))


def counting(monkeypatch: pytest.MonkeyPatch, place: Any, name: str, done: list[str]) -> None:
    """Notes each call of a function in `done`."""
    real: Callable[..., Any] = getattr(place, name)

    def noted(*words: Any, **named: Any) -> Any:
        done.append(name)
        return real(*words, **named)

    monkeypatch.setattr(place, name, noted)


def work_of_signing(revision: Revision, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement and every act of sealing of one signature, in their order."""
    done: list[str] = []
    counting(monkeypatch, seal, "seal_padded", done)
    counting(monkeypatch, Vault, "encrypt", done)
    counting(monkeypatch, Vault, "tag", done)
    with CaptureQueriesContext(connection) as asked:
        moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    monkeypatch.undo()
    # Switches are looked at once a second, and minutes every ten, whoever signs.
    queries = [one["sql"] for one in asked.captured_queries]
    said = [one for one in queries if "kernel_switch" not in one and "kernel_minute" not in one]
    told = [re.sub(r' ?-?\d+|"s\w+"', "N", one).split() for one in said]
    return done + [" ".join(words[:3]) for words in told]


SITUATIONS = ["repeated", "two people", "voided", "unconfirmed", "full budget"]


@pytest.mark.parametrize("situation", SITUATIONS)
def test_the_work_is_the_same_whoever_signed_before(
    situation: str, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = cast.published("FA-02-2026")
    for appeal in (other, revision):  # the first of all composes the mail that the others fill
        moves.sign(appeal, entry("Bo Holm", "bo@elsewhere.example"))
    first = work_of_signing(other, monkeypatch)
    before_signing(revision, situation)
    then = work_of_signing(revision, monkeypatch)
    assert then == first
    assert first.count("seal_padded") == 1
    assert sum(one.startswith("INSERT") for one in first) == 3
    assert sum(one.startswith("DELETE") for one in first) == 2


def test_a_link_too_many_leaves_neither_row_nor_mail(revision: Revision) -> None:
    before_signing(revision, "full budget")
    moves.sign(revision, entry("Ada Lind", "ADA@example.org"))
    assert Signature.objects.count() == Mail.objects.count() == budgets.LINKS_A_DAY
    Signature.objects.update(signed_at=timezone.now() - timedelta(days=2))
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    assert Signature.objects.count() == Mail.objects.count() == budgets.LINKS_A_DAY + 1


NAMES = ["Ada", "Bo", "Cy"]
STEPS = st.lists(
    st.tuples(st.sampled_from(["web", "paper", "leave"]), st.sampled_from(NAMES)), max_size=10
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_whatever_happens_a_mailbox_has_at_most_two_voices_of_two_names(
    revision: Revision, steps: list[tuple[str, str]]
) -> None:
    Signature.objects.all().delete()
    sheet = sheets.print_sheet(cast.olga(), revision, "en", "", lines=20)
    links: dict[str, str] = {}
    for number, (step, name) in enumerate(steps, 1):
        if step == "web":
            moves.sign(revision, entry(name, "home@example.org"))
            links[name] = newest_token()
            moves.confirm(links[name])
        elif step == "paper":
            told = {"country": "BO", "choice": "counted", "email": "home@example.org"}
            sheets.enter_line(cast.olga(), sheet, number, name=name, **told)
        elif name in links:
            moves.not_me(links[name])
        rows = Signature.objects.filter(appeal=revision.appeal, state__in=PLACED)
        found = [(bytes(one.tag or b""), bytes(one.likeness or b"")) for one in rows]
        assert len(found) <= 2
        assert (
            len({mark for mark, _like in found}) == len({like for _, like in found}) == len(found)
        )

"""Voices are held back by one person and voided by two; every number can be recomputed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests import cast
from tests.kernel.growing import policy, sequence_all
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.console.log_check import look
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.tlog import auditing
from tocsin.kernel.tlog.entry import void_commitment
from tocsin.kernel.transparency import ledger, sequencing
from tocsin.people.roles import System
from tocsin.publishing.logged import subject
from tocsin.publishing.models import Revision
from tocsin.signing import (
    erasing,
    holds,
    informing,
    mailboxes,
    moves,
    reads,
    sheets,
    taking,
    voids,
    work,
)
from tocsin.signing.models import SIGNATURE, Hold, Signature
from tocsin.signing.numbers import Numbers, numbers
from tocsin.signing.reads import Tally
from tocsin.signing.reasons import OTHER

pytestmark = pytest.mark.django_db

ALL = holds.Filter()


@pytest.fixture
def revision() -> Revision:
    """A published appeal with three voices on the web and one on paper."""
    cast.signing_key()
    made = cast.published()
    for name in ("Ada", "Bo", "Cy"):
        sign_and_confirm(made, name, f"{name.lower()}@flood.example", choice="public", inform=True)
    sheet = sheets.print_sheet(cast.olga(), made, "en", "")
    told = {"country": "BO", "choice": "counted"}
    sheets.enter_line(cast.olga(), sheet, 1, name="Oline Strand", **told)
    return made


def held(revision: Revision, wanted: holds.Filter = ALL) -> Hold:
    return taking.hold_back(cast.olga(), revision.appeal, wanted, "It looks like a flood.")


def voided(revision: Revision, reason: int = 16) -> Hold:
    batch = held(revision)
    holds.propose(cast.olga(), batch, "void", reason, "So it is.")
    voids.decide(cast.amir(), batch)
    return batch


def hours(number: int) -> Any:
    return timezone.now() + timedelta(hours=number)


def test_what_is_held_back_does_not_count_and_is_told(revision: Revision) -> None:
    batch = held(revision)
    assert (batch.number, batch.state) == (4, "open")
    assert reads.tally(revision.appeal) == Tally(held=4)
    assert numbers(revision.appeal) == Numbers(held=4)
    assert reads.public_names(revision.appeal, 5) == []
    assert reads.informed(revision.appeal, 0, 5) == []
    assert list(reads.sealed_records(revision.appeal)) == []


def test_the_log_is_told_nothing_until_it_is_decided(revision: Revision) -> None:
    before = ledger.counts(subject("FA-01-2026"), sequenced=False)
    held(revision)
    assert ledger.counts(subject("FA-01-2026"), sequenced=False) == before
    assert reads.in_log(revision.appeal, waiting=True) == reads.standing(revision.appeal)


def test_a_second_person_voids_them_each_with_its_reason(revision: Revision) -> None:
    batch = voided(revision)
    assert (batch.state, batch.done) == ("voided", 4)
    assert reads.tally(revision.appeal) == Tally()
    told = numbers(revision.appeal)
    assert (told.voided, told.received, told.reasons) == (4, 4, {16: 4})
    assert told.in_words == [("made by a program", 4)]
    counts = ledger.counts(subject("FA-01-2026"), sequenced=False)
    assert counts == {1: 3, 8: 1, 2: 3, 10: 1}


def test_words_that_only_the_desk_reads_are_not_announced_to_the_public(revision: Revision) -> None:
    voided(revision, OTHER)
    told = numbers(revision.appeal)
    assert told.in_words == [("another reason", 4)]
    assert "in words" not in str(told.public())


def test_what_is_voided_shows_no_name_and_is_written_to_no_more(revision: Revision) -> None:
    voided(revision)
    assert not Signature.objects.exclude(public_name="").exists()
    assert informing.number(revision.appeal) == 0


def test_a_second_person_counts_them_again(revision: Revision) -> None:
    before = reads.tally(revision.appeal)
    batch = held(revision)
    holds.propose(cast.olga(), batch, "release", words="They are pupils of one school.")
    voids.decide(cast.amir(), batch)
    assert reads.tally(revision.appeal) == before
    assert reads.number_named(revision.appeal) == 3
    assert batch.state == "released"
    assert numbers(revision.appeal).voided == 0


def test_one_person_cannot_do_both(revision: Revision) -> None:
    batch = taking.hold_back(cast.pavel(), revision.appeal, ALL, "A flood.")
    holds.propose(cast.pavel(), batch, "void", 16)
    with pytest.raises(Refusal, match=r"You proposed this yourself. Ask another approver"):
        voids.decide(cast.pavel(), batch)
    assert reads.tally(revision.appeal) == Tally(held=4)


ROLES: list[tuple[Callable[[], Any], Callable[[Any, Hold], None]]] = [
    (cast.amir, lambda who, batch: holds.propose(who, batch, "void", 16)),
    (cast.stranger, lambda who, batch: holds.propose(who, batch, "void", 16)),
    (cast.olga, voids.decide),
    (cast.nadia, voids.decide),
]


@pytest.mark.parametrize(("who", "move"), ROLES)
def test_who_has_not_the_role_does_nothing(who: Any, move: Any, revision: Revision) -> None:
    batch = held(revision)
    with pytest.raises(Refusal, match="Only a person with the role"):
        move(who(), batch)
    with pytest.raises(Refusal, match="Only a person with the role"):
        taking.hold_back(cast.amir(), revision.appeal, ALL, "A flood.")


def test_nothing_is_decided_that_nobody_proposed(revision: Revision) -> None:
    batch = held(revision)
    with pytest.raises(Refusal, match="Nothing is proposed here"):
        voids.decide(cast.amir(), batch)


def test_what_is_decided_stays_decided(revision: Revision) -> None:
    batch = voided(revision)
    for move in (voids.decide, holds.decline):
        with pytest.raises(Refusal, match="decided already"):
            move(cast.amir(), batch)
    with pytest.raises(Refusal, match="decided already"):
        holds.propose(cast.olga(), batch, "release", words="No.")
    assert ledger.counts(subject("FA-01-2026"), sequenced=False)[2] == 3


@pytest.mark.parametrize("who", [cast.olga, cast.amir])
def test_a_proposal_is_taken_back_or_refused_and_they_stay_held(
    who: Any, revision: Revision
) -> None:
    batch = held(revision)
    holds.propose(cast.olga(), batch, "void", 16)
    holds.decline(who(), batch)
    assert (batch.state, batch.verdict, batch.reason) == ("open", "", 0)
    assert reads.tally(revision.appeal).held == 4


@pytest.mark.parametrize(
    ("words", "sentence", "field"),
    [
        (("",), "Choose what is to be done with them.", "verdict"),
        (("void", 0), "Choose why they are voided", "reason"),
        (("void", 15), "Choose why they are voided", "reason"),
        (("void", 19), "Write why, so that others can follow.", "words"),
        (("release",), "Write why, so that others can follow.", "words"),
        (("void", 16, "x" * 301), "shorten it to 300", "words"),
    ],
)
def test_a_proposal_says_what_and_why(
    words: Any, sentence: str, field: str, revision: Revision
) -> None:
    batch = held(revision)
    with pytest.raises(Refusal, match=sentence) as refused:
        holds.propose(cast.olga(), batch, *words)
    assert refused.value.field == field
    assert Hold.objects.get().state == "open"


def test_holding_back_needs_a_reason_and_something_to_hold(revision: Revision) -> None:
    with pytest.raises(Refusal, match=r"Write why they are held back."):
        taking.hold_back(cast.olga(), revision.appeal, ALL, " ")
    with pytest.raises(Refusal, match="Nothing that counts was chosen"):
        held(revision, holds.Filter(since=hours(1)))
    assert not Hold.objects.exists()


def test_voices_are_chosen_by_the_hour(revision: Revision) -> None:
    Signature.objects.filter(channel="web").update(counted_at=hours(-5))
    wanted = holds.chosen(revision.appeal, hours(-6), hours(-4))
    looked = holds.preview(revision.appeal, wanted)
    assert (looked.web, looked.paper, looked.number, looked.counted) == (3, 0, 3, 4)
    assert [number for _hour, number in looked.hours] == [3]
    assert held(revision, wanted).number == 3
    assert reads.tally(revision.appeal) == Tally(paper=1, held=3)


def test_voices_are_chosen_by_their_domain_however_it_is_written(revision: Revision) -> None:
    sign_and_confirm(revision, "Di", "di@other.example")
    wanted = holds.chosen(revision.appeal, None, None, " @FLOOD.example ")
    assert holds.preview(revision.appeal, wanted).number == 3
    mark = mailboxes.domain_mark(revision.appeal, "flood.example").hex()
    assert holds.chosen(revision.appeal, None, None, mark) == wanted
    assert holds.preview(revision.appeal, ALL).domains[0] == (mark, 3)


@pytest.mark.parametrize("domain", ["nonsense", "abc", "00112233", "ümläut"])
def test_a_domain_that_is_none_is_refused(domain: str, revision: Revision) -> None:
    with pytest.raises(Refusal, match=r"Write a domain like example.org, or a mark") as refused:
        holds.chosen(revision.appeal, None, None, domain)
    assert refused.value.field == "domain"


def test_an_end_before_the_beginning_is_refused(revision: Revision) -> None:
    with pytest.raises(Refusal, match="The end lies before the beginning"):
        holds.chosen(revision.appeal, hours(0), hours(-1))


def test_looking_changes_nothing(revision: Revision) -> None:
    before = list(Signature.objects.order_by("pk").values_list("state", "hold"))
    holds.preview(revision.appeal, ALL)
    assert list(Signature.objects.order_by("pk").values_list("state", "hold")) == before


def test_a_window_catches_what_is_confirmed_in_it_and_nobody_sees(revision: Revision) -> None:
    batch = holds.open_window(System(), revision.appeal, hours(1), "Too many at once.")
    caught = sign_and_confirm(revision, "Di", "di@example.org", choice="public")
    assert (caught.state, caught.hold) == ("held", batch)
    assert ledger.entry_of(bytes(caught.commitment or b"")) is not None
    batch.refresh_from_db()
    assert batch.number == 1
    assert reads.tally(revision.appeal) == Tally(confirmed=3, paper=1, held=1)
    holds.propose(cast.olga(), batch, "release", words="All of them wrote to us.")
    assert sign_and_confirm(revision, "Eli", "eli@example.org").state == "counted"
    voids.decide(cast.amir(), batch)
    assert reads.tally(revision.appeal) == Tally(confirmed=5, paper=1)


def test_a_window_of_a_domain_lets_the_others_count(revision: Revision) -> None:
    mark = mailboxes.domain_mark(revision.appeal, "flood.example")
    holds.open_window(System(), revision.appeal, hours(1), "Too many.", mark)
    assert sign_and_confirm(revision, "Di", "di@example.org").state == "counted"
    assert sign_and_confirm(revision, "Eli", "eli@flood.example").state == "held"


def test_a_window_that_is_over_catches_nobody(revision: Revision) -> None:
    holds.open_window(System(), revision.appeal, hours(-1), "Too many.")
    assert sign_and_confirm(revision, "Di", "di@example.org").state == "counted"


@pytest.mark.parametrize("state", ["held", "voided"])
def test_who_is_held_back_or_voided_is_not_counted_by_signing_again(
    state: str, revision: Revision
) -> None:
    held(revision) if state == "held" else voided(revision)
    assert sign_and_confirm(revision, "Ada", "ada@flood.example").state == "repeated"
    assert reads.tally(revision.appeal).confirmed == 0


def test_who_is_held_back_may_withdraw_and_the_log_is_told(revision: Revision) -> None:
    token = newest_token()
    held(revision)
    moves.not_me(token)
    assert ledger.counts(subject("FA-01-2026"), sequenced=False)[9] == 1
    assert reads.in_log(revision.appeal, waiting=True) == reads.standing(revision.appeal)


def test_who_was_voided_may_be_erased_and_the_log_keeps_one_void(revision: Revision) -> None:
    token = newest_token()
    voided(revision)
    moves.not_me(token)
    told = numbers(revision.appeal)
    assert (told.voided, told.withdrawn) == (4, 0)
    assert 9 not in ledger.counts(subject("FA-01-2026"), sequenced=False)


def test_a_large_batch_is_carried_out_bit_by_bit_by_the_worker(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voids, "AT_ONCE", 3)
    batch = voided(revision)
    assert (batch.done, reads.tally(revision.appeal).held) == (3, 1)
    assert numbers(revision.appeal).received == 4
    work.LOOP.turn()
    batch.refresh_from_db()
    assert (batch.done, reads.tally(revision.appeal).held) == (4, 0)
    assert voids.turn() == 0


def test_every_step_stands_in_the_audit_trail_without_a_name(revision: Revision) -> None:
    voided(revision)
    told = audit.trail("appeal", "FA-01-2026").filter(detail__has_key="hold").order_by("pk")
    assert [one.verb for one in told] == ["hold back", "propose void", "void"]
    assert [one.actor for one in told] == ["olga", "olga", "amir"]
    assert [one.detail["number"] for one in told] == [4, 4, 4]


def recomputed() -> tuple[auditing.Tally, dict[int, int]]:
    """Tally and reasons, as anybody gets them from the files of the log alone."""
    sequence_all()
    found = auditing.audit(sequencing.folder().read, policy())
    about = subject("FA-01-2026")
    voids_there = {one.commitment for one in found.entries if one.kind in {2, 10}}
    voices = [
        leaf
        for one, leaf in zip(found.entries, found.leaves, strict=True)
        if one.kind in {1, 8} and one.subject == about
    ]
    reasons = {
        reason: sum(void_commitment(leaf, reason) in voids_there for leaf in voices)
        for reason in range(256)
    }
    return found.tallies[about], {reason: n for reason, n in reasons.items() if n}


def test_anybody_recomputes_the_numbers_from_the_log(revision: Revision) -> None:
    """Three voided for one reason, one for another; withdrawn, held back, repeated, replaced."""
    first = held(revision, holds.chosen(revision.appeal, None, None, "flood.example"))
    holds.propose(cast.olga(), first, "void", 17)
    voids.decide(cast.amir(), first)
    for name in ("Di", "Eli", "Fay", "Gil"):
        sign_and_confirm(revision, name, f"{name.lower()}@example.org")
    moves.not_me(newest_token())
    sign_and_confirm(revision, "Eli", "eli@example.org")
    moves.sign(revision, entry("Hal", "hal@example.org"))
    sheet = revision.appeal.sheets.get()
    told = {"country": "BO", "choice": "counted"}
    sheets.enter_line(cast.olga(), sheet, 2, name="Ivo", email="ivo@example.org", **told)
    sign_and_confirm(revision, "Ivo", "ivo@example.org")
    domain = holds.chosen(revision.appeal, None, None, "example.org")
    second = held(revision, domain)
    told_now = numbers(revision.appeal)
    assert told_now == Numbers(
        confirmed=0, paper=1, unconfirmed=1, held=4, withdrawn=2, reasons={17: 3}
    )
    tally, reasons = recomputed()
    assert tally == auditing.Tally(confirmed=4, paper=1, voided=3, withdrawn=2)
    assert reasons == told_now.reasons
    assert not [one for one in look() if one.remedy]
    holds.propose(cast.olga(), second, "void", 16)
    voids.decide(cast.amir(), second)
    tally, reasons = recomputed()
    assert tally == auditing.Tally(confirmed=0, paper=1, voided=7, withdrawn=2)
    assert reasons == numbers(revision.appeal).reasons == {17: 3, 16: 4}
    assert not [one for one in look() if one.remedy]


def test_a_voice_cannot_be_voided_without_being_held_back() -> None:
    assert not SIGNATURE.may("counted", "voided")
    assert not SIGNATURE.may("voided", "counted")


def test_the_numbers_are_three_queries(revision: Revision, django_assert_num_queries: Any) -> None:
    voided(revision)
    with django_assert_num_queries(3):
        numbers(revision.appeal)


def test_a_withdrawn_voice_is_remembered_by_its_leaf_alone(revision: Revision) -> None:
    token = newest_token()
    signature = Signature.objects.get(pk=reads.by_token(token).pk)  # type: ignore[union-attr]
    wanted = ledger.entry_of(bytes(signature.commitment or b""))
    assert wanted is not None
    moves.not_me(token)
    row = erasing.to_tell().get()
    assert (bytes(row.leaf), row.hour) == (ledger.leaf(wanted), wanted.hour)
    assert erasing.had(row, [timezone.now()])
    assert not erasing.had(row, [timezone.now() + timedelta(days=2)])
    assert not erasing.had(row, [timezone.now() - timedelta(days=2)])

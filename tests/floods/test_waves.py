"""A wave that looks made is held back, what was counted of it too; people among it are not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests import cast
from tests.floods.clock import Clock
from tests.signing.people import entry, newest_token, token_of
from tocsin.kernel import audit, coarse, minutes
from tocsin.kernel.mail.outbox import Mail
from tocsin.kernel.storage.rows import insert
from tocsin.publishing.models import Revision
from tocsin.signing import holds, moves, reads, voids, work
from tocsin.signing.floods import crowds, tokens, waves
from tocsin.signing.floods.signals import Signals, Verdict
from tocsin.signing.models import Hold, Signature

pytestmark = pytest.mark.django_db
FIELDS = [one for one in Signature._meta.concrete_fields if not one.primary_key]


@pytest.fixture
def revision(clock: Clock) -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def counted(revision: Revision, number: int, domain: str, clock: Clock, lay: float = 60) -> None:
    """So many voices, two seconds apart; `lay` seconds after the form."""
    for n in range(number):
        moves.sign(revision, entry("Ada Lind", f"p{n}.{clock.now:%d%H%M%S}@{domain}"))
        clock.go(seconds=lay)
        moves.confirm(newest_token())
        clock.go(seconds=2 - lay)
    clock.go(seconds=lay)


def looked(clock: Clock) -> int:
    """The worker looks; how many voices are held back now."""
    minutes.flush()
    clock.go(seconds=20)
    waves.turn()
    return Signature.objects.filter(state="held").count()


def test_a_wave_from_one_domain_is_held_back_and_what_follows_of_it(
    revision: Revision, clock: Clock
) -> None:
    counted(revision, 10, "gmail.com", clock)
    counted(revision, 40, "flood.example", clock)
    assert looked(clock) == 40
    assert reads.tally(revision.appeal).confirmed == 10
    counted(revision, 3, "flood.example", clock)
    assert Signature.objects.filter(state="held").count() == 43, "caught as they are confirmed"
    counted(revision, 3, "elsewhere.example", clock)
    assert looked(clock) == 43, "a few of another domain are no part of it"
    batch = Hold.objects.get()
    assert (batch.number, batch.held_by, batch.why) == (43, audit.SYSTEM, waves.ALONE)


def test_a_wave_from_many_domains_is_held_back_and_people_with_their_own_are_not(
    revision: Revision, clock: Clock
) -> None:
    for n in range(12):
        counted(revision, 4, f"flood{n}.example", clock, lay=9)
        counted(revision, 1, f"own{n}.example", clock, lay=9)
        counted(revision, 1, "orange.fr", clock, lay=9)
    assert looked(clock) == 48
    assert reads.tally(revision.appeal).confirmed == 24
    assert Hold.objects.get().catches is None


def batches() -> list[tuple[str, int]]:
    """Why something is held back, and how many voices."""
    return sorted(Hold.objects.values_list("why", "number"))


def test_a_campus_in_a_wave_of_small_domains_is_no_part_of_it(
    revision: Revision, clock: Clock
) -> None:
    for n in range(10):
        counted(revision, 2, "campus.example", clock, lay=9)
        counted(revision, 4, f"flood{n}.example", clock, lay=9)
    assert looked(clock) == 40
    assert batches() == [(crowds.SMALL, 40)]
    counted(revision, 3, "late.example", clock, lay=9)
    counted(revision, 8, "campus.example", clock, lay=9)
    assert looked(clock) == 43
    assert reads.tally(revision.appeal).confirmed == 28


def test_a_large_domain_in_a_wave_of_such_domains_has_a_batch_of_its_own(
    revision: Revision, clock: Clock
) -> None:
    counted(revision, 20, "campus.example", clock, lay=9)
    for n in range(5):
        counted(revision, 7, f"flood{n}.example", clock, lay=9)
    counted(revision, 3, "firm.example", clock, lay=9)
    assert looked(clock) == 55
    assert batches() == [(waves.ALONE, 20), (crowds.NEW, 35)]
    assert reads.tally(revision.appeal).confirmed == 3


def test_domains_that_had_voices_long_before_a_wave_are_no_part_of_it(
    revision: Revision, clock: Clock
) -> None:
    counted(revision, 2, "campus.example", clock)
    clock.go(hours=4)
    counted(revision, 8, "campus.example", clock, lay=9)
    for n in range(5):
        counted(revision, 7, f"flood{n}.example", clock, lay=9)
    assert looked(clock) == 35
    assert batches() == [(crowds.NEW, 35)]
    assert reads.tally(revision.appeal).confirmed == 10


def test_domains_that_bring_a_wave_later_than_their_first_voices_are_held_back(
    revision: Revision, clock: Clock
) -> None:
    for n in range(5):
        counted(revision, 1, f"flood{n}.example", clock)
    clock.go(hours=4)
    counted(revision, 6, "campus.example", clock, lay=9)
    for n in range(5):
        counted(revision, 7, f"flood{n}.example", clock, lay=9)
    assert looked(clock) == 35
    assert batches() == [(crowds.OLD, 35)]
    assert reads.tally(revision.appeal).confirmed == 11, "those of the morning were no wave"


def test_what_is_left_of_a_wave_without_its_largest_part_is_none(
    revision: Revision, clock: Clock
) -> None:
    """So nobody has more counted with a wave than without one."""
    for n in range(5):
        counted(revision, 4, f"small{n}.example", clock, lay=9)
        counted(revision, 5, f"large{n}.example", clock, lay=9)
        counted(revision, 1, f"large{n}.example", clock, lay=9)
    assert looked(clock) == 30
    assert batches() == [(crowds.NEW, 30)]
    for n in range(5, 8):
        counted(revision, 4, f"small{n}.example", clock, lay=9)
    assert looked(clock) == 62, "and now the others are"


@pytest.mark.parametrize("domain", ["gmail.com", "web.de", "x.fastmail.com"])
def test_a_storm_of_people_is_no_wave(revision: Revision, clock: Clock, domain: str) -> None:
    counted(revision, 100, domain, clock)
    assert looked(clock) == 0


def test_a_storm_of_many_companies_is_no_wave_however_many_it_brings(
    revision: Revision, clock: Clock
) -> None:
    clock.go(hours=-3)
    counted(revision, 1, "firm.example", clock)
    one = Signature.objects.get()
    begin = clock.now
    for minute in range(3, 178):  # more than twenty thousand in half that time
        rows = []
        for n in range(250):
            mark = f"{minute} {n}".encode()
            row = Signature(**{name.attname: getattr(one, name.attname) for name in FIELDS})
            row.tag = row.commitment = row.mark = mark
            row.domain = (n % 40).to_bytes(3, "big")
            row.counted_at = coarse.minute(begin + timedelta(minutes=minute))
            rows.append(row)
        insert(rows)
    clock.go(minutes=178)
    minutes.note(minutes.CONFIRMED, revision.appeal.document_id)
    assert Signature.objects.count() > 40_000
    assert looked(clock) == 0


def test_a_small_crowd_is_no_wave(revision: Revision, clock: Clock) -> None:
    counted(revision, 29, "union.example", clock)
    assert looked(clock) == 0


def test_a_crowd_that_is_a_small_part_of_a_storm_is_no_wave(
    revision: Revision, clock: Clock
) -> None:
    counted(revision, 130, "gmail.com", clock)
    counted(revision, 30, "union.example", clock)
    assert looked(clock) == 0


def test_links_that_are_used_within_seconds_are_held_back(revision: Revision, clock: Clock) -> None:
    counted(revision, 20, "gmail.com", clock, lay=90)
    counted(revision, 40, "gmail.com", clock, lay=1)
    assert looked(clock) == 40
    assert Hold.objects.get().why == waves.FAST


def test_forms_that_programs_fill_make_their_own_links_suspicious_and_no_other(
    revision: Revision, clock: Clock
) -> None:
    """However long they wait with the link, and also those of a domain that people have."""
    for n in range(40):
        sent = Signals("FA-01-2026", tokens.make("FA-01-2026"), "x" if n % 2 else "")
        domain = "web.de" if n % 4 else "campus.example"
        moves.sign(revision, entry("Ada Lind", f"p{n}@{domain}"), sent)
    counted(revision, 10, "campus.example", clock)
    clock.go(minutes=10)
    for row in Mail.objects.order_by("pk")[:40]:
        moves.confirm(token_of(row))
    assert looked(clock) == 40
    assert batches() == [(waves.FAST, 40)]
    assert reads.tally(revision.appeal).confirmed == 10


def test_an_old_form_or_a_crowded_network_is_no_sign_of_a_program() -> None:
    told = {
        one: Verdict(one).by_program for one in ("", "trap", "token", "early", "late", "crowded")
    }
    assert [one for one, by_program in told.items() if by_program] == ["trap", "token", "early"]


def test_a_drip_of_one_domain_is_held_back_when_it_is_many_in_a_day(
    revision: Revision, clock: Clock
) -> None:
    for _n in range(59):
        counted(revision, 1, "drip.example", clock)
        clock.go(minutes=20)
    assert looked(clock) == 0
    clock.go(minutes=11)
    counted(revision, 1, "drip.example", clock)
    assert looked(clock) == 60
    counted(revision, 1, "drip.example", clock)
    assert Signature.objects.filter(state="held").count() == 61
    assert Hold.objects.get().why == waves.DRIPS


def test_what_two_people_have_counted_again_is_not_held_back_again(
    revision: Revision, clock: Clock
) -> None:
    counted(revision, 40, "union.example", clock)
    looked(clock)
    batch = Hold.objects.get()
    holds.propose(cast.olga(), batch, "release", words="The union wrote to its members.")
    voids.decide(cast.amir(), batch)
    counted(revision, 80, "union.example", clock)
    assert looked(clock) == 0
    assert reads.tally(revision.appeal).confirmed == 120


def test_fast_links_that_two_people_let_pass_are_not_held_back_again(
    revision: Revision, clock: Clock
) -> None:
    for n in range(40):
        counted(revision, 1, f"own{n}.example", clock, lay=2)
    assert looked(clock) == 40
    batch = Hold.objects.get()
    holds.propose(cast.olga(), batch, "release", words="They signed together at a meeting.")
    voids.decide(cast.amir(), batch)
    assert looked(clock) == 0
    assert reads.tally(revision.appeal).confirmed == 40


def test_a_batch_that_somebody_proposes_to_decide_no_longer_grows(
    revision: Revision, clock: Clock
) -> None:
    counted(revision, 40, "flood.example", clock)
    looked(clock)
    batch = Hold.objects.get()
    holds.propose(cast.olga(), batch, "void", 16)
    counted(revision, 10, "flood.example", clock)
    looked(clock)
    batch.refresh_from_db()
    assert batch.number == 40
    assert Hold.objects.count() == 1, "ten are no wave"
    counted(revision, 40, "flood.example", clock)
    looked(clock)
    assert Hold.objects.count() == 2
    voids.decide(cast.amir(), batch)
    assert Signature.objects.filter(state="voided").count() == 40


def test_a_window_is_opened_by_the_system_and_stands_in_the_audit_trail(
    revision: Revision, clock: Clock
) -> None:
    counted(revision, 40, "flood.example", clock)
    looked(clock)
    told = audit.Entry.objects.get(verb="open window")
    assert (told.actor, told.subject) == (audit.SYSTEM, "FA-01-2026")
    assert told.detail["why"] == waves.ALONE
    assert holds.number_held(revision.appeal) == 40


def test_each_appeal_is_looked_at_by_itself(revision: Revision, clock: Clock) -> None:
    other = cast.published("FA-02-2026")
    counted(other, 2, "flood.example", clock)
    counted(revision, 40, "flood.example", clock)
    assert looked(clock) == 40
    assert reads.tally(other.appeal).confirmed == 2


def test_the_worker_looks_every_twenty_seconds(
    revision: Revision, clock: Clock, django_assert_num_queries: object
) -> None:
    counted(revision, 40, "flood.example", clock)
    minutes.flush()
    work.turn()
    assert Signature.objects.filter(state="held").count() == 40
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert waves.turn() == 0
    clock.go(seconds=20)
    with django_assert_num_queries(6):  # type: ignore[operator]
        waves.turn()


def test_an_appeal_that_nobody_confirms_is_not_looked_at(
    revision: Revision, clock: Clock, django_assert_num_queries: object
) -> None:
    counted(revision, 40, "gmail.com", clock)
    minutes.flush()
    clock.go(hours=1)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert waves.turn() == 0


@pytest.mark.parametrize(
    ("numbers", "wave"),
    [
        ([30] + [0] * 17, True),
        ([29] + [0] * 17, False),
        ([40] + [20] * 17, True),
        ([28] + [20] * 17, False),
        ([60] + [10, 30] * 8 + [20], False),
        ([120] + [10, 30] * 8 + [20], True),
        ([500] + [400, 450, 500, 350] * 4 + [400], False),
    ],
)
def test_a_wave_is_far_above_what_is_usual(numbers: list[int], wave: bool) -> None:
    assert crowds.is_wave(numbers) is wave


def test_a_wave_hides_in_no_larger_one(revision: Revision, clock: Clock) -> None:
    """The second is less than a fifth of what both bring, and more of what counts besides."""
    counted(revision, 200, "flood.example", clock)
    assert looked(clock) == 200
    for n in range(10):
        counted(revision, 4, f"small{n}.example", clock, lay=9)
    assert looked(clock) == 240


def test_a_flood_that_lasts_is_not_what_is_usual(clock: Clock) -> None:
    """Two hours of six voices a minute, from domains of which each brings one in half an hour."""
    voices = [
        crowds.Voices(f"{n % 180}".encode(), clock.now - timedelta(seconds=10 * n), False, True)
        for n in range(720)
    ]
    found = crowds.found(voices, set())
    assert len(found) == 180
    told = [
        sum(some) for some in zip(*(crowds.seen(f, clock.now) for f in found.values()), strict=True)
    ]
    assert told == [60] * 6 + [0] * 12, "before its third voice a domain is no crowd"
    assert crowds.stand_out(found, 60, clock.now)
    assert not crowds.stand_out(found, 301, clock.now), "a small part of all"
    assert not crowds.stand_out(found, 60, clock.now, old=set(found)), "these are usual"


def test_ten_minutes_are_counted_back_from_now(clock: Clock) -> None:
    voices = [
        crowds.Voices(b"", clock.now - timedelta(minutes=n), False, True, n + 1) for n in (0, 9, 10)
    ]
    assert crowds.bins(voices, clock.now)[:3] == [11, 11, 0]

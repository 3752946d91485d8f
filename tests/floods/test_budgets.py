"""No mailbox is bombed and no domain either, whoever types its addresses; nobody is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from tests import cast
from tests.floods.clock import Clock
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.kernel import minutes, switches
from tocsin.kernel.mail import lanes, post
from tocsin.kernel.mail.outbox import Mail
from tocsin.publishing.models import Revision
from tocsin.signing import budgets, moves, work
from tocsin.signing.addresses import canonical
from tocsin.signing.floods import known, pressure, waiting
from tocsin.signing.floods.signals import ORDINARY
from tocsin.signing.models import BY_APPEAL, BY_DOMAIN, Mailed, Signature

pytestmark = pytest.mark.django_db
VARIANTS = ["ada@gmail.com", "A.D.A@gmail.com", "ada+1@googlemail.com", "a.da+x@GMAIL.com"]


@pytest.fixture
def revision(clock: Clock) -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def leaving() -> list[float]:
    """When each mail leaves, in minutes from now."""
    now = timezone.now()
    rows = Mail.objects.filter(batch="confirm", state="waiting", due_at__isnull=False)
    due = rows.order_by("pk").values_list("due_at", flat=True)
    return [(at - now).total_seconds() / 60 for at in due if at]


def withheld(reason: int = BY_DOMAIN) -> int:
    """How many links wait; each with its mail, which is not due."""
    number = Signature.objects.filter(withheld=reason).count()
    every = Signature.objects.filter(withheld__gt=0).count()
    assert Mail.objects.filter(due_at=None, state="waiting").count() == every
    return number


def test_a_mailbox_gets_three_links_ten_minutes_apart_however_it_is_written(
    revision: Revision,
) -> None:
    for written in VARIANTS * 5:
        moves.sign(revision, entry("Ada Lind", written))
    assert leaving() == [0, 10, 20]
    assert Signature.objects.count() == 3


def test_links_are_ten_minutes_apart_also_where_some_time_passed(
    revision: Revision, clock: Clock
) -> None:
    for wait in (0, 9, 3):
        clock.go(minutes=wait)
        moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    assert leaving() == [-12, -2, 8]


def test_whoever_uses_a_link_gets_the_next_at_once(revision: Revision, clock: Clock) -> None:
    """Bo has the same mailbox."""
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    clock.go(minutes=1)
    moves.sign(revision, entry("Bo Lind", "ada@example.org"))
    assert leaving()[-1] == 0


def test_several_appeals_in_one_sitting_are_confirmed_at_once(revision: Revision) -> None:
    others = [cast.published(f"FA-0{n}-2026") for n in range(2, 6)]
    for one in (revision, *others):
        moves.sign(one, entry("Ada Lind", "ada@example.org"))
    assert leaving() == [0] * 5


def test_a_mailbox_gets_five_links_a_day_under_all_appeals(
    revision: Revision, clock: Clock
) -> None:
    appeals = [revision, *(cast.published(f"FA-{n:02d}-2026") for n in range(2, 14))]
    for one in appeals:
        clock.go(minutes=1)
        moves.sign(one, entry("Ada Lind", "ada@example.org"))
    times = leaving()
    assert len(times) == 10, "five today, five tomorrow, and then nothing is kept"
    for at, later in zip(times, times[5:], strict=False):
        assert later - at >= 24 * 60 - 1
    assert Signature.objects.count() == 10


def test_the_cap_of_a_day_holds_over_midnight(revision: Revision, clock: Clock) -> None:
    clock.now = datetime.fromisoformat("2026-03-02T23:58:00+00:00")
    appeals = [revision, *(cast.published(f"FA-{n:02d}-2026") for n in range(2, 9))]
    for one in appeals:
        clock.go(minutes=1)
        moves.sign(one, entry("Ada Lind", "ada@example.org"))
    assert sum(at <= 0 for at in leaving()) == 5


def test_who_says_it_was_not_me_is_not_bombed_all_the_more(
    revision: Revision, clock: Clock
) -> None:
    for _again in range(20):
        moves.sign(revision, entry("Ada Lind", "ada@example.org"))
        waits = Mail.objects.latest("pk").due_at
        if waits and waits <= clock.now:
            moves.not_me(newest_token())
    assert Mailed.objects.filter(at__gt=clock.now - timedelta(days=1)).count() <= 10


def test_who_confirms_may_sign_on(revision: Revision) -> None:
    appeals = [revision, *(cast.published(f"FA-{n:02d}-2026") for n in range(2, 10))]
    for one in appeals:
        sign_and_confirm(one, "Ada Lind", "ada@example.org")
    assert leaving() == [0] * 9
    assert not Mailed.objects.exists()


def test_who_confirms_one_of_five_need_not_confirm_the_others_to_sign_on(
    revision: Revision,
) -> None:
    appeals = [revision, *(cast.published(f"FA-{n:02d}-2026") for n in range(2, 10))]
    for one in appeals[:5]:
        moves.sign(one, entry("Ada Lind", "ada@example.org"))
    moves.confirm(newest_token())
    for one in appeals[5:]:
        moves.sign(one, entry("Ada Lind", "ada@example.org"))
    assert leaving() == [0] * 9


def test_what_is_kept_of_a_mailbox_joins_no_two_days_and_no_signature(
    revision: Revision, clock: Clock
) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    [first] = Mailed.objects.all()
    assert {field.name for field in Mailed._meta.get_fields()} == {"id", "mark", "here", "at"}
    assert (first.at.second, first.at.microsecond) == (0, 0)
    tag = bytes(Signature.objects.get().tag or b"")[:16]
    assert tag not in {bytes(first.mark), bytes(first.here)}
    clock.go(days=1)
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    moves.sign(cast.published("FA-09-2026"), entry("Ada Lind", "ada@example.org"))
    kept = Mailed.objects.order_by("pk")
    for_all, for_one = zip(*((bytes(o.mark), bytes(o.here)) for o in kept), strict=True)
    assert for_all[0] != for_all[1] == for_all[2], "another every day, the same under all appeals"
    assert len({*for_one}) == 3
    assert budgets.forget() == 1


def test_many_links_are_decided_with_four_questions(
    revision: Revision, django_assert_num_queries: object
) -> None:
    made = []
    for n in range(40):
        moves.sign(revision, entry("Ada Lind", f"p{n}@gmail.com"))
        row, mail = Signature.objects.latest("pk"), Mail.objects.latest("pk")
        made.append((row, mail, f"q{n % 10}@flood{n % 2}.example", ORDINARY))
    links = budgets.links(made)
    pressure.PRESSURE.is_hot("FA-01-2026")
    for one in links:
        one.row.tag = one.marks[0] * 2
    with django_assert_num_queries(4):  # type: ignore[operator]
        full = budgets.plan(links)
    assert full == [False] * 30 + [True] * 10, "three of each of ten mailboxes"


def test_an_unknown_domain_gets_twenty_links_and_the_others_wait(
    revision: Revision, clock: Clock
) -> None:
    for n in range(30):
        moves.sign(revision, entry("Ada Lind", f"p{n}@flood.example"))
    assert len(leaving()) == 20
    assert withheld() == 10
    moves.sign(revision, entry("Bo Berg", "bo@elsewhere.example"))
    assert leaving()[-1] == 0
    for n in range(30):
        moves.sign(revision, entry("Ada Lind", f"p{n}@gmail.com"))
    assert withheld() == 10


def test_what_waits_leaves_when_an_hour_is_over_the_oldest_first(
    revision: Revision, clock: Clock
) -> None:
    for n in range(50):
        moves.sign(revision, entry("Ada Lind", f"p{n}@flood.example"))
    assert (waiting.turn(), withheld()) == (0, 30)
    clock.go(minutes=61)
    assert (waiting.turn(), withheld()) == (20, 10)
    assert set(Signature.objects.filter(withheld=0).values_list("pk", flat=True)) == set(
        Signature.objects.order_by("pk").values_list("pk", flat=True)[:40]
    )
    clock.go(minutes=1)
    assert waiting.turn() == 0
    clock.go(minutes=61)
    assert (waiting.turn(), withheld()) == (10, 0)


def test_a_link_that_waited_works_from_then_on_for_its_whole_time(
    revision: Revision, clock: Clock
) -> None:
    for n in range(21):
        moves.sign(revision, entry("Ada Lind", f"p{n}@flood.example"))
    clock.go(hours=30)
    waiting.turn()
    token = newest_token()
    clock.go(days=13)
    assert moves.confirm(token).state == "counted"


def test_confirmed_voices_open_their_domain(revision: Revision, clock: Clock) -> None:
    """A trade union with its own domain."""
    for n in range(20):
        moves.sign(revision, entry("Ada Lind", f"p{n}@union.example"))
        moves.confirm(newest_token())
    for n in range(20, 70):
        moves.sign(revision, entry("Ada Lind", f"p{n}@union.example"))
    assert withheld() == 10
    clock.go(minutes=2)
    moves.confirm(newest_token())
    assert waiting.turn() == 2, "one is no longer open, and one more is proved"


def test_two_appeals_have_budgets_of_their_own(revision: Revision) -> None:
    other = cast.published("FA-02-2026")
    for n in range(25):
        moves.sign(revision, entry("Ada Lind", f"p{n}@flood.example"))
    moves.sign(other, entry("Ada Lind", "bo@flood.example"))
    assert leaving()[-1] == 0


def test_what_waits_for_two_days_leaves_nothing(revision: Revision, clock: Clock) -> None:
    for n in range(25):
        moves.sign(revision, entry("Ada Lind", f"p{n}@flood.example"))
    Signature.objects.filter(withheld=0).update(signed_at=clock.now + timedelta(days=3))
    clock.go(days=2, minutes=1)
    assert work.turn() >= 5
    assert withheld() == 0
    assert Signature.objects.count() == Mail.objects.count() == 20


def test_the_post_sends_nothing_that_is_kept_back(revision: Revision, clock: Clock) -> None:
    for n in range(25):
        moves.sign(revision, entry("Ada Lind", f"p{n}@flood.example"))
    post.turn()
    assert Mail.objects.filter(state="sent").count() == 20
    clock.go(days=1, hours=12)
    post.turn()
    assert Mail.objects.filter(state="sent").count() == 20


def test_a_slow_domain_lets_nothing_go_that_is_kept_back(revision: Revision) -> None:
    switches.turn(cast.nadia(), switches.DOMAIN_SLOW, "flood.example", True, "It refuses us.")
    for n in range(25):
        moves.sign(revision, entry("Ada Lind", f"p{n}@flood.example"))
    assert withheld() == 5
    assert leaving()[1] * 60 == lanes.APART.total_seconds()


def flooded(clock: Clock, received: int, confirmed: int) -> None:
    """So much came in within the last hour, by the minutes."""
    clock.go(hours=1)
    with_minutes = [(minutes.RECEIVED, received, 40), (minutes.CONFIRMED, confirmed, 10)]
    for what, number, ago in with_minutes:
        minutes.Minute.objects.create(
            minute=clock.now - timedelta(minutes=ago),
            what=what,
            subject="FA-01-2026",
            number=number,
        )


@pytest.mark.parametrize(
    ("received", "confirmed", "hot"),
    [(500, 74, True), (500, 75, False), (499, 0, False), (100_000, 30_000, False)],
)
def test_an_appeal_is_under_attack_when_hardly_anything_is_confirmed(
    revision: Revision, clock: Clock, received: int, confirmed: int, hot: bool
) -> None:
    flooded(clock, received, confirmed)
    assert pressure.hot("FA-01-2026") is hot
    assert not pressure.hot("FA-02-2026")


def test_under_attack_a_hundred_links_a_minute_leave_and_the_others_wait(
    revision: Revision, clock: Clock
) -> None:
    flooded(clock, 5000, 0)
    for n in range(110):
        moves.sign(revision, entry("Ada Lind", f"p{n}@gmail.com"))
    assert withheld(BY_APPEAL) == 10
    clock.go(minutes=1)
    moves.sign(revision, entry("Ada Lind", "q@gmail.com"))
    assert withheld(BY_APPEAL) == 10
    assert waiting.turn() == 10
    assert withheld(BY_APPEAL) == 0


def test_under_attack_a_slow_form_waits_until_it_is_over(revision: Revision, clock: Clock) -> None:
    flooded(clock, 5000, 0)
    from tocsin.signing.floods.signals import Signals

    moves.sign(revision, entry("Ada Lind", "ada@gmail.com"), Signals("FA-01-2026"))
    assert withheld(BY_APPEAL) == 1
    clock.go(hours=1)
    assert waiting.turn() == 1


def test_under_attack_is_asked_every_ten_seconds(
    revision: Revision, clock: Clock, django_assert_num_queries: object
) -> None:
    assert not pressure.PRESSURE.is_hot("FA-01-2026")
    flooded(clock, 5000, 0)
    assert pressure.PRESSURE.is_hot("FA-01-2026")
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert pressure.PRESSURE.is_hot("FA-01-2026")


def test_large_providers_are_known_however_they_are_written() -> None:
    for address in ("a@gmail.com", "a@GoogleMail.com", "a@gmx.de", "a@me.com", "a@b.fastmail.com"):
        assert known.is_known(canonical(address)), address
    for address in ("a@flood.example", "a@gmail.com.flood.example", "a@xgmail.com"):
        assert not known.is_known(canonical(address)), address
    assert all(one == one.lower() and "." in one for one in known.domains())

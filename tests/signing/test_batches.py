"""A batch gives what the same acts give one by one; what is wrong with one concerns no other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.signing.people import LINK, entry, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.unlocking import lock
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.mail.outbox import Mail, open_mail
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.transparency.ledger import LedgerEntry
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.signing import budgets, holds, informing, reads, sheets
from tocsin.signing.batches import Asked, Prepared, confirm_many, prepare, sign_many
from tocsin.signing.commitments import mark_of_link
from tocsin.signing.mails import key_of_confirmation
from tocsin.signing.models import Hold, Receipt, Signature
from tocsin.signing.openness import SigningClosed
from tocsin.signing.reads import Tally

pytestmark = pytest.mark.django_db

APPEALS = ["FA-01-2026", "FA-02-2026"]
MAILBOXES = ["home@example.org", "lake@elsewhere.example"]
NAMES = ["Ada Lind", "Bo Lind", "Cy Lind"]


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves nothing in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def token_of(one: Prepared) -> str:
    """The link in the mail of a signature that was kept; one that nobody has where it was not."""
    key = key_of_confirmation(bytes(one.row.mark or b""))
    row = Mail.objects.filter(key=key).first()
    found = LINK.search(open_mail(row)[1].replace(b"=\r\n", b"")) if row else None
    return found.group(1).decode() if found else f"lost-{key}"


def ready(revision: Revision, name: str = "Ada Lind", email: str = "a@example.org") -> Prepared:
    return prepare(revision, entry(name, email))


def signed(*items: Prepared) -> list[str]:
    """Signs all in one batch; the links, in their order."""
    assert sign_many(items) == [None] * len(items)
    return [token_of(one) for one in items]


def as_it_stands() -> list[Any]:
    """All that signing has left, but for what is drawn at random and the order of rows."""
    rows = Signature.objects.select_related("appeal").order_by("pk")
    name = {one.pk: bytes(one.mark or str(one.pk).encode()) for one in rows}
    return [
        sorted(
            [
                name[one.pk],
                one.appeal_id,
                one.channel,
                one.state,
                bytes(one.tag or b""),
                bytes(one.likeness or b""),
                one.public_name,
                bytes(one.held or b""),
                one.hold_id or 0,
                one.counted_at is not None,
                Receipt.objects.filter(signature=one).exists(),
            ]
            for one in rows
        ),
        sorted(
            (name[pk], address, language)
            for appeal in {one.appeal for one in rows}
            for pk, address, language in informing.informed(appeal, 0, 100)
        ),
        sorted(LedgerEntry.objects.values_list("kind", "subject", "hour")),
        sorted(Mail.objects.values_list("key", flat=True)),
        sorted(Hold.objects.values_list("pk", "number")),
    ]


def one_by_one(work: Callable[[Sequence[Any]], list[Any]], items: Sequence[Any]) -> list[Any]:
    return [said for one in items for said in work([one])]


def in_parts(
    work: Callable[[Sequence[Any]], list[Any]], items: Sequence[Any], cut: int
) -> list[Any]:
    return work(items[:cut]) + work(items[cut:])


PEOPLE = st.tuples(
    st.integers(0, 1),
    st.sampled_from(MAILBOXES),
    st.sampled_from(NAMES),
    st.booleans(),
    st.sampled_from(["public", "counted"]),
)
QUICK = settings(
    max_examples=12,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@QUICK
@given(people=st.lists(PEOPLE, max_size=9), cut=st.integers(0, 9))
def test_signing_in_a_batch_leaves_what_signing_one_by_one_leaves(
    revision: Revision, people: list[Any], cut: int
) -> None:
    items = prepared_of([revision, second(revision)], people)
    with undone():
        said = one_by_one(sign_many, items)
        alone = as_it_stands()
    with undone():
        assert in_parts(sign_many, items, cut) == said
        assert as_it_stands() == alone
    with undone():
        assert sign_many(items) == said
        assert as_it_stands() == alone


def second(revision: Revision) -> Revision:
    """Another appeal, made once."""
    found = Revision.objects.exclude(pk=revision.pk).select_related("appeal").first()
    return found or cast.published(APPEALS[1])


def prepared_of(revisions: list[Revision], people: list[Any]) -> list[Prepared]:
    return [
        prepare(revisions[which], entry(name, email, inform=inform, choice=choice))
        for which, email, name, inform, choice in people
    ]


PRESSES = st.lists(
    st.tuples(st.sampled_from([*range(8), "altered", "too old"]), st.booleans()), max_size=14
)


@QUICK
@given(
    people=st.lists(PEOPLE, min_size=1, max_size=8),
    paper=st.lists(st.tuples(st.sampled_from(MAILBOXES), st.sampled_from(NAMES)), max_size=2),
    presses=PRESSES,
    cut=st.integers(0, 14),
    extra=st.sampled_from(["", "stopped", "window"]),
)
def test_confirming_in_a_batch_leaves_what_confirming_one_by_one_leaves(
    revision: Revision,
    people: list[Any],
    paper: list[Any],
    presses: list[Any],
    cut: int,
    extra: str,
) -> None:
    with undone():
        other, officer = second(revision), cast.olga()
        sheet = sheets.print_sheet(officer, revision, "en", "")
        for line, (email, name) in enumerate(paper, start=1):
            told = {"name": name, "country": "SE", "choice": "counted", "email": email}
            sheets.enter_line(officer, sheet, line, **told)
        items = prepared_of([revision, other], people)
        one_by_one(sign_many, items)
        tokens = [token_of(one) for one in items]
        asked = [Asked(link(which, tokens), receipt) for which, receipt in presses]
        happens(extra, revision)
        with undone():
            said = [in_words(one) for one in one_by_one(confirm_many, asked)]
            alone = as_it_stands()
        for at in (cut, len(asked)):
            with undone():
                assert [in_words(one) for one in in_parts(confirm_many, asked, at)] == said
                assert as_it_stands() == alone


def link(which: int | str, tokens: list[str]) -> str:
    if which == "too old":
        rows = Signature.objects.filter(mark=mark_of_link(tokens[-1]))
        rows.update(signed_at=timezone.now() - timedelta(days=30))
        return tokens[-1]
    return tokens[0][:-1] if isinstance(which, str) else tokens[which % len(tokens)]


def happens(what: str, revision: Revision) -> None:
    if what == "stopped":
        stopping.stop(cast.olga(), Appeal.objects.get(pk=revision.appeal_id), "wrong")
    if what == "window":
        until = timezone.now() + timedelta(hours=1)
        holds.open_window(cast.olga(), revision.appeal, until, "Too many at once.")


def in_words(said: Any) -> Any:
    if isinstance(said, Exception):
        return str(said)
    return said.signature.pk, said.signature.state, said.is_counted


def test_a_mailbox_that_is_four_times_in_a_batch_gets_three_links(revision: Revision) -> None:
    written = ["ada@example.org", "ADA@example.org", "ada+1@example.org", "ada+2@example.org"]
    items = [ready(revision, email=one) for one in written]
    assert sign_many([*items, ready(revision, "Bo", "bo@example.org")]) == [None] * 5
    assert Signature.objects.count() == Mail.objects.count() == budgets.LINKS_A_DAY + 1
    assert [token_of(one)[:5] == "lost-" for one in items] == [False, False, False, True]


def test_two_links_of_one_person_in_a_batch_count_one(revision: Revision) -> None:
    tokens = signed(ready(revision), ready(revision), ready(revision, email="b@example.org"))
    said = confirm_many([Asked(one) for one in tokens])
    assert [in_words(one)[1:] for one in said] == [
        ("counted", True),
        ("repeated", False),
        ("counted", True),
    ]
    assert reads.tally(revision.appeal) == Tally(confirmed=2)
    assert LedgerEntry.objects.filter(kind=1).count() == 2


def test_the_same_button_pressed_twice_in_a_batch_counts_one(revision: Revision) -> None:
    [token] = signed(ready(revision))
    said = confirm_many([Asked(token, receipt=True), Asked(token), Asked(token, receipt=True)])
    assert [in_words(one)[1:] for one in said] == [("counted", True)] + [("counted", False)] * 2
    assert reads.tally(revision.appeal) == Tally(confirmed=1)
    assert Receipt.objects.count() == 1


def test_two_people_of_one_mailbox_in_a_batch_count_two_and_a_third_does_not(
    revision: Revision,
) -> None:
    tokens = signed(*(ready(revision, name) for name in NAMES))
    said = confirm_many([Asked(one) for one in tokens])
    assert [in_words(one)[1] for one in said] == ["counted", "counted", "repeated"]
    assert reads.tally(revision.appeal) == Tally(confirmed=2)


def test_a_line_of_paper_gives_way_to_the_first_of_a_batch(revision: Revision) -> None:
    sheet = sheets.print_sheet(cast.olga(), revision, "en", "")
    told = {"name": "Ada Lind", "country": "SE", "choice": "counted", "email": "a@example.org"}
    sheets.enter_line(cast.olga(), sheet, 1, **told)
    tokens = signed(ready(revision), ready(revision))
    said = confirm_many([Asked(one) for one in tokens])
    assert [in_words(one)[1] for one in said] == ["counted", "repeated"]
    assert reads.tally(revision.appeal) == reads.in_log(revision.appeal, waiting=True)
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_an_altered_link_concerns_nobody_else_in_the_batch(revision: Revision) -> None:
    tokens = signed(ready(revision), ready(revision, email="b@example.org"))
    said = confirm_many([Asked(tokens[0]), Asked("altered"), Asked(tokens[1])])
    assert isinstance(said[1], Refusal)
    assert "Sign again, and you get a new one" in said[1].sentence
    assert reads.tally(revision.appeal) == Tally(confirmed=2)


def test_a_link_counts_under_its_own_appeal_only(revision: Revision) -> None:
    [token] = signed(ready(revision))
    [said] = confirm_many([Asked(token, appeal_id=second(revision).appeal_id)])
    assert "This link does not work" in str(said)
    [said] = confirm_many([Asked(token, appeal_id=revision.appeal_id)])
    assert in_words(said)[1] == "counted"


def test_a_row_that_breaks_a_constraint_concerns_nobody_else(revision: Revision) -> None:
    bad, good = ready(revision), ready(revision, email="b@example.org")
    bad.row.channel = None  # type: ignore[assignment]
    said = sign_many([bad, good])
    assert isinstance(said[0], Exception)
    assert said[1] is None
    assert [bytes(one.mark or b"") for one in Signature.objects.all()] == [good.row.mark]
    assert Mail.objects.count() == 1


def test_one_that_cannot_be_opened_concerns_nobody_else(revision: Revision) -> None:
    tokens = signed(ready(revision), ready(revision, email="b@example.org"))
    Signature.objects.filter(mark=mark_of_link(tokens[0])).update(held=b"\x01broken")
    said = confirm_many([Asked(one) for one in tokens])
    assert "does not open with it" in str(said[0])
    assert reads.tally(revision.appeal) == Tally(confirmed=1, unconfirmed=1)


def test_an_appeal_that_was_stopped_after_the_sealing_is_not_signed(revision: Revision) -> None:
    late, other = ready(revision), ready(second(revision))
    stopping.stop(cast.olga(), revision.appeal, "wrong")
    said = sign_many([late, other])
    assert isinstance(said[0], SigningClosed)
    assert "was stopped" in said[0].sentence
    assert said[1] is None
    assert Signature.objects.count() == 1


def test_who_can_be_given_no_promise_is_not_counted(revision: Revision) -> None:
    tokens = signed(ready(revision), ready(revision, email="b@example.org"))
    lock()
    said = confirm_many([Asked(one) for one in tokens])
    assert all(isinstance(one, Locked) for one in said)
    assert reads.tally(revision.appeal) == Tally(unconfirmed=2)


def test_a_batch_of_nothing_asks_nothing(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert sign_many([]) == confirm_many([]) == []


def statements(work: Callable[[], Any]) -> int:
    """How many the database was sent, but for those that only some are sent once a second."""
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        work()
    queries = [one["sql"] for one in asked.captured_queries]
    # Switches are looked at once a second, and minutes every ten, whoever signs.
    return len([q for q in queries if "kernel_switch" not in q and "kernel_minute" not in q])


def test_many_are_no_more_statements_than_one(revision: Revision) -> None:
    sign_and_confirm(revision, "Cy Dahl", "cy@example.org")
    vault().get("receipts")  # before a key is made the rows are asked
    one, *many = (ready(revision, email=f"p{number}@example.org") for number in range(41))
    assert statements(lambda: sign_many([one])) == statements(lambda: sign_many(many))
    alone, *others = (Asked(token_of(each), receipt=True) for each in (one, *many))
    assert statements(lambda: confirm_many([alone])) == statements(lambda: confirm_many(others))
    assert reads.tally(revision.appeal) == Tally(confirmed=42)


@pytest.mark.django_db(transaction=True)
def test_batches_at_once_with_the_same_people_count_each_once() -> None:
    cast.signing_key()
    revision = cast.published()
    people = [f"p{number}@example.org" for number in range(6)]
    links = [signed(*(ready(revision, email=one) for one in people)) for _again in range(2)]
    turned = [[Asked(one) for one in links[0]], [Asked(one) for one in reversed(links[1])]]
    at_once([partial(confirm_many, some) for some in (*turned, turned[0])])
    assert reads.tally(revision.appeal) == Tally(confirmed=6)


@pytest.mark.django_db(transaction=True)
def test_batches_at_once_give_a_mailbox_three_links_together() -> None:
    cast.signing_key()
    revision = cast.published()
    people = ["a@example.org", "b@example.org"]
    some = [[ready(revision, email=one) for one in order] for order in (people, people[::-1]) * 2]
    at_once([partial(sign_many, items) for items in some])
    assert Signature.objects.count() == Mail.objects.count() == 2 * budgets.LINKS_A_DAY


@pytest.mark.django_db(transaction=True)
def test_a_batch_and_a_line_of_paper_at_once_count_one() -> None:
    cast.signing_key()
    revision = cast.published()
    sheet = sheets.print_sheet(cast.olga(), revision, "en", "")
    tokens = signed(ready(revision), ready(revision, email="b@example.org"))
    told = {"name": "Ada Lind", "country": "SE", "choice": "counted", "email": "b@example.org"}
    at_once(
        [
            lambda: confirm_many([Asked(one) for one in tokens]),
            lambda: sheets.enter_line(cast.olga(), sheet, 1, **told),
        ]
    )
    assert reads.tally(revision.appeal) == Tally(confirmed=2)


def at_once(works: list[Callable[[], Any]]) -> None:
    """Runs all in threads of their own, released together; none may fail."""
    gate, failed = threading.Barrier(len(works)), list[BaseException]()

    def run(work: Callable[[], Any]) -> None:
        gate.wait()
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_a_deadline_that_passed_closes_a_batch_too(revision: Revision) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    said = sign_many([replace(ready(revision), deadline=yesterday), ready(revision)])
    assert "The deadline of this appeal has passed" in str(said[0])
    assert said[1] is None

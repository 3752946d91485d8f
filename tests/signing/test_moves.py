"""Signing on the web: sealed at once, counted once, forgotten when asked."""

from __future__ import annotations

import base64
import threading
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.engine import engine
from tests.signing.people import entry, newest_token, sign_and_confirm
from tocsin.appeals.models import Appeal
from tocsin.kernel import audit, keys, switches
from tocsin.kernel.crypto import seal
from tocsin.kernel.keys import SealingKey
from tocsin.kernel.mail.outbox import Mail, open_mail
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import System
from tocsin.publishing.models import Revision
from tocsin.signing import (
    budgets,
    commitments,
    informing,
    moves,
    openness,
    reads,
    sheets,
    unconfirmed,
    work,
)
from tocsin.signing.models import SIGNATURE, Signature
from tocsin.signing.reads import Tally
from tocsin.signing.tallies import number_named

pytestmark = pytest.mark.django_db

CANARIES = ["Canary Quillfeather", "canary.q@example.org", "My brother Canarius is among them"]


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def last_mail() -> tuple[str, Any]:
    row = Mail.objects.filter(batch="confirm").latest("pk")
    to, raw = open_mail(row)
    return to, message_from_bytes(raw, policy=policy.default)


def test_signing_leaves_one_unconfirmed_row_and_one_mail(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    row = Signature.objects.get()
    assert (row.state, row.channel, row.public_name) == ("unconfirmed", "web", "")
    assert Mail.objects.get().repeatable
    assert reads.tally(revision.appeal) == Tally(unconfirmed=1)


def test_confirming_counts(revision: Revision) -> None:
    signature = sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert signature.state == "counted"
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_confirming_again_is_harmless(revision: Revision) -> None:
    first = sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    again = moves.confirm(newest_token())
    assert (again.pk, again.state, again.counted_at) == (first.pk, "counted", first.counted_at)
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_a_mailbox_written_in_another_way_is_counted_once(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@gmail.com")
    second = sign_and_confirm(revision, "Ada Lind", "A.da+x@googlemail.com")
    assert second.state == "repeated"
    assert reads.tally(revision.appeal) == Tally(confirmed=1)
    assert moves.confirm(newest_token()).state == "repeated"


def test_who_signs_again_and_chooses_to_be_shown_to_nobody_is_shown_no_more(
    revision: Revision,
) -> None:
    first = sign_and_confirm(revision, "Ada Lind", "ada@example.org", choice="public")
    sign_and_confirm(revision, "Bo Berg", "bo@example.org", choice="public")
    assert sorted(reads.public_names(revision.appeal, 9)) == ["Ada Lind", "Bo Berg"]
    again = sign_and_confirm(revision, "Ada Lind", "ada@example.org", choice="counted")
    assert again.state == "repeated"
    assert reads.public_names(revision.appeal, 9) == ["Bo Berg"]
    assert number_named(revision.appeal) == 1
    first.refresh_from_db()
    assert (first.state, first.public_name) == ("counted", "")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", choice="public")
    assert reads.public_names(revision.appeal, 9) == ["Bo Berg"]


def test_the_mail_says_that_a_name_is_handed_over_as_it_was_chosen_first(
    revision: Revision,
) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org", choice="counted"))
    _to, mail = open_mail(Mail.objects.get())
    said = message_from_bytes(mail, policy=policy.default).get_body(("plain",))
    assert said is not None
    assert "If you signed before, your name is handed over as you chose then" in said.get_content()


def test_the_same_mailbox_may_sign_two_appeals(revision: Revision) -> None:
    other = cast.published("FA-02-2026")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert sign_and_confirm(other, "Ada Lind", "ada@example.org").state == "counted"


def test_the_sealed_record_opens_with_the_organisations_key_only() -> None:
    pair = cast.signing_key()
    revision = cast.published()
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", comment="Please.")
    [blob] = reads.sealed_records(revision.appeal)
    opened = seal.open_sealed(pair.private, blob, "FA-01-2026")
    assert len(bytes.fromhex(opened.pop("r"))) == 32
    assert opened == {
        "name": "Ada Lind",
        "email": "ada@example.org",
        "country": "SE",
        "comment": "Please.",
        "choice": "addressee",
        "channel": "web",
        "language": "en",
    }
    with pytest.raises(Refusal):
        seal.open_sealed(pair.private, blob, "FA-02-2026")


def test_only_counted_records_are_conveyed(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    moves.sign(revision, entry("Bo Berg", "bo@example.org"))
    assert len(list(reads.sealed_records(revision.appeal))) == 1


def test_a_name_is_public_only_by_choice_and_only_after_confirmation(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org", choice="public"))
    assert reads.public_names(revision.appeal, 10) == []
    moves.confirm(newest_token())
    sign_and_confirm(revision, "Bo Berg", "bo@example.org", choice="addressee")
    sign_and_confirm(revision, "Cy Dahl", "cy@example.org", choice="counted")
    assert reads.public_names(revision.appeal, 10) == ["Ada Lind"]
    assert reads.number_named(revision.appeal) == 1


def test_a_fourth_link_in_a_day_is_not_sent(revision: Revision) -> None:
    for written in ["ada@example.org", "ADA@example.org", "ada+1@example.org", "ada+2@example.org"]:
        moves.sign(revision, entry("Ada Lind", written))
    assert Signature.objects.count() == Mail.objects.count() == 3
    Signature.objects.update(signed_at=timezone.now() - timedelta(days=2))
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    assert Mail.objects.count() == 4


def secrets_of(token: str) -> list[bytes]:
    """What opens something, or leads to what does."""
    whole = [token.encode(), base64.urlsafe_b64decode(token), commitments.of_link(token)]
    return [*whole, *(secret[commitments.SPOT :] for secret in whole)]


def test_only_the_hash_of_a_link_is_kept(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    token = newest_token()
    row = Signature.objects.get()
    told = [value.encode() if isinstance(value, str) else value for value in vars(row).values()]
    kept = [bytes(value) for value in told if isinstance(value, bytes | memoryview)]
    assert commitments.mark_of(commitments.of_link(token)) == bytes(row.mark or b"")
    assert not any(secret in value for secret in secrets_of(token) for value in kept)
    assert len(base64.urlsafe_b64decode(token)) == 3 + 30, "its hour, and 240 bits of chance"


def test_an_altered_link_is_refused_with_what_to_do(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    with pytest.raises(Refusal, match="Sign again, and you get a new one"):
        moves.confirm(newest_token()[:-1])


@pytest.mark.parametrize(
    ("signed", "resumed", "works"),
    [(20, None, True), (20, 3, True), (20, 15, False), (29, None, False), (29, 3, False)],
)
def test_a_link_that_may_have_waited_while_mail_was_paused_works_longer(
    revision: Revision, signed: int, resumed: int | None, works: bool
) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    Signature.objects.update(signed_at=timezone.now() - timedelta(days=signed))
    switches.turn(cast.olga(), switches.MAIL_PAUSED, "", True, "A flood")
    if resumed is not None:
        switches.turn(cast.olga(), switches.MAIL_PAUSED, "", False)
        audit.Entry.objects.update(at=timezone.now() - timedelta(days=resumed))
    assert unconfirmed.forget() == (not works)
    if works:
        assert moves.confirm(newest_token()).state == "counted"
    else:
        with pytest.raises(Refusal, match="older than 14 days"):
            moves.confirm(newest_token())


def test_a_link_that_is_too_old_is_refused(revision: Revision, settings: Any) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    Signature.objects.update(signed_at=timezone.now() - timedelta(days=15))
    with pytest.raises(Refusal, match="older than 14 days"):
        moves.confirm(newest_token())
    settings.TOCSIN_CONFIRM_DAYS = 20
    assert moves.confirm(newest_token()).state == "counted"


def test_the_worker_deletes_what_nobody_confirmed(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    moves.sign(revision, entry("Bo Berg", "bo@example.org"))
    Signature.objects.update(signed_at=timezone.now() - timedelta(days=15))
    moves.sign(revision, entry("Cy Dahl", "cy@example.org"))
    assert work.LOOP.turn() == 1
    assert work.LOOP.turn() == 0
    assert reads.tally(revision.appeal) == Tally(confirmed=1, unconfirmed=1)


def test_not_me_deletes_an_unconfirmed_signature(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    token = newest_token()
    assert moves.not_me(token) == 1
    assert moves.not_me(token) == 0
    assert not Signature.objects.exists()
    with pytest.raises(Refusal):
        moves.confirm(token)


def test_not_me_leaves_an_earlier_confirmed_signature(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    moves.sign(revision, entry("A prankster", "ada@example.org"))
    moves.not_me(newest_token())
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_a_counted_signature_is_withdrawn_with_its_repetitions(revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    assert moves.not_me(newest_token()) == 2
    assert reads.tally(revision.appeal) == Tally()
    told = audit.Entry.objects.get(verb="withdraw")
    assert (told.subject, told.detail) == ("FA-01-2026", {"signatures": 2})


def test_who_asked_is_informed_and_who_did_not_is_not(revision: Revision) -> None:
    first = sign_and_confirm(revision, "Ada Lind", "Ada+x@example.org", inform=True)
    sign_and_confirm(revision, "Bo Berg", "bo@example.org")
    last = sign_and_confirm(revision, "Cy Dahl", "cy@example.org", inform=True, language="fr")
    moves.sign(revision, entry("Di Falk", "di@example.org", inform=True))
    told = reads.informed(revision.appeal, 0, 10)
    assert told == [(first.pk, "Ada+x@example.org", "en"), (last.pk, "cy@example.org", "fr")]
    assert reads.informed(revision.appeal, first.pk, 10) == told[1:]
    assert reads.informed(revision.appeal, 0, 1) == told[:1]


def test_asking_to_be_informed_with_a_second_signature_is_heard(revision: Revision) -> None:
    first = sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", inform=True)
    assert reads.informed(revision.appeal, 0, 10) == [(first.pk, "ada@example.org", "en")]


def test_informing_stops_and_stopping_again_is_harmless(revision: Revision) -> None:
    signature = sign_and_confirm(revision, "Ada Lind", "ada@example.org", inform=True)
    for _again in range(2):
        informing.stop(informing.stop_token(signature.pk))
    assert reads.informed(revision.appeal, 0, 10) == []
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


@pytest.mark.parametrize("token", ["", "1", "1-", "x-y", "²-a", "1-" + "0" * 32, "9" * 40 + "-a"])
def test_an_altered_stop_link_is_refused(token: str) -> None:
    with pytest.raises(Refusal, match="A part of this link is missing"):
        informing.stop(token)


def test_without_a_key_nothing_can_be_signed() -> None:
    revision = cast.published()
    with pytest.raises(Refusal, match="names cannot be sealed safely"):
        moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    assert not Signature.objects.exists()
    assert not Mail.objects.exists()


def test_a_retired_key_closes_signing_but_not_confirming(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    keys.retire(System(), SealingKey.objects.get())
    assert moves.confirm(newest_token()).state == "counted"
    with pytest.raises(Refusal, match="Nothing was saved"):
        moves.sign(revision, entry("Bo Berg", "bo@example.org"))


def test_what_is_open_is_counted_as_it_may_be_signed(revision: Revision) -> None:
    for number, change in enumerate(({"state": "closed"}, {"state": "stopped"}, {}), 2):
        other = cast.published(f"FA-0{number}-2026")
        Appeal.objects.filter(pk=other.appeal_id).update(**change)
    assert openness.number_open() == 2
    other.content["deadline"] = "2020-01-01"
    other.save()
    assert openness.number_open() == 1
    switches.turn(cast.olga(), switches.SIGN_CLOSED, "", True, "A flood")
    assert openness.number_open() == 0


def test_a_closed_appeal_is_not_signed(revision: Revision) -> None:
    revision.appeal.state = "closed"
    with pytest.raises(Refusal, match="This appeal is closed"):
        moves.sign(revision, entry("Ada Lind", "ada@example.org"))


def test_the_last_day_is_a_day_for_signing_and_the_next_is_not(revision: Revision) -> None:
    revision.content["deadline"] = timezone.localdate().isoformat()
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    revision.content["deadline"] = (timezone.localdate() - timedelta(days=1)).isoformat()
    with pytest.raises(Refusal, match="The deadline of this appeal has passed"):
        moves.sign(revision, entry("Bo Berg", "bo@example.org"))


def test_the_mail_is_neutral_and_names_nobody(revision: Revision) -> None:
    typed = entry("Buy pills at spam", "ada@example.org", comment="spam too", choice="public")
    moves.sign(revision, typed)
    to, mail = last_mail()
    assert to == "ada@example.org"
    assert mail["Subject"] == "Please confirm your e-mail address"
    plain, html = (mail.get_body((kind,)).get_content() for kind in ("plain", "html"))
    for said in (plain, html):
        assert f"/FA-01-2026/confirm/{newest_token()}/" in said
        assert f"/FA-01-2026/not-me/{newest_token()}/" in said
        assert "everybody, on the page of the document" in said
        assert "spam" not in said
        assert "BOLIVIA" not in said


def test_the_mail_is_in_the_language_of_the_page(revision: Revision) -> None:
    moves.sign(revision, entry("Ada Lind", "ada@example.org", language="fr"))
    _to, mail = last_mail()
    assert "/fr/FA-01-2026/confirm/" in mail.get_body(("plain",)).get_content()
    assert mail["Content-Language"] == "fr"


def everywhere(text: str) -> list[bytes]:
    """The text as it might lie in a file."""
    plain = text.encode()
    in_threes = [
        base64.b64encode(plain[at : len(plain) - (len(plain) - at) % 3]) for at in (0, 1, 2)
    ]
    return [
        plain,
        text.upper().encode(),
        plain.hex().encode(),
        text.encode("utf-16-le"),
        *in_threes,
    ]


@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_typed_lies_in_the_database(home: Path) -> None:
    cast.signing_key()
    revision = cast.published()
    name, email, comment = CANARIES
    typed = {"comment": comment, "choice": "public", "inform": True}
    moves.sign(revision, entry(name, email, **typed))
    assert_absent(CANARIES, home)
    moves.confirm(newest_token())
    assert_absent(CANARIES[1:], home)
    officer = cast.olga()
    sheet = sheets.print_sheet(officer, revision, "en", "")
    told = {"country": "SE", "choice": "addressee", "email": "paper.canary@example.org"}
    sheets.enter_line(officer, sheet, 1, name="Paper Canarybird", **told)
    assert_absent(["Paper Canarybird", "paper.canary@example.org"], home)


def assert_absent(words: list[str], home: Path) -> None:
    stored = dump() + b"".join(p.read_bytes() for p in home.rglob("*") if p.is_file())
    assert b"FA-01-2026" in stored
    for word in words:
        for form in everywhere(word):
            assert form not in stored, word


def dump() -> bytes:
    """All that the database holds, as bytes of its files, or as text where it is a server."""
    if engine() == "sqlite":
        place = Path(str(connection.settings_dict["NAME"]))
        files = [place, place.with_name(place.name + "-wal")]
        return b"".join(path.read_bytes() for path in files if path.exists())
    with connection.cursor() as cursor:
        found = b""
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - our own tables
            found += "\n".join(row[0] for row in cursor.fetchall()).encode()
    return found


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_of_one_person_at_once_count_one() -> None:
    cast.signing_key()
    revision = cast.published()
    tokens = []
    for written in ["ada@example.org", "Ada+2@example.org", "ada+3@example.org"]:
        moves.sign(revision, entry("Ada Lind", written))
        tokens.append(newest_token())
    answers = at_once([lambda token=token: moves.confirm(token).state for token in tokens])
    assert sorted(answers) == ["counted", "repeated", "repeated"]
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


@pytest.mark.django_db(transaction=True)
def test_many_signing_at_once_with_one_mailbox_get_three_links_together() -> None:
    cast.signing_key()
    revision = cast.published()
    at_once([lambda: moves.sign(revision, entry("Ada Lind", "ada@example.org"))] * 8)
    assert Signature.objects.count() == budgets.LINKS_A_DAY
    assert Mail.objects.filter(batch="confirm").count() == budgets.LINKS_A_DAY


@pytest.mark.django_db(transaction=True)
def test_a_web_confirmation_and_a_paper_line_at_once_count_one() -> None:
    cast.signing_key()
    revision = cast.published()
    officer = cast.olga()
    sheet = sheets.print_sheet(officer, revision, "en", "")
    moves.sign(revision, entry("Ada Lind", "ada@example.org"))
    token = newest_token()
    told = {"name": "Ada Lind", "country": "SE", "choice": "addressee", "email": "ada@example.org"}
    at_once(
        [
            lambda: moves.confirm(token),
            lambda: sheets.enter_line(officer, sheet, 1, **told),
        ]
    )
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def at_once(moves_to_make: list[Any]) -> list[Any]:
    """Runs all in threads of their own, released together."""
    gate = threading.Barrier(len(moves_to_make))
    answers: list[Any] = []

    def run(move: Any) -> None:
        gate.wait()
        try:
            answers.append(move())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(move,)) for move in moves_to_make]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(moves_to_make)
    return answers


STEPS = st.lists(
    st.tuples(st.sampled_from(["sign", "confirm", "not me", "paper", "expire"]), st.integers(0, 2)),
    max_size=14,
)


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_whatever_people_do_a_mailbox_counts_once_and_the_tally_adds_up(
    revision: Revision, steps: list[tuple[str, int]]
) -> None:
    Signature.objects.all().delete()
    appeal, officer = revision.appeal, cast.olga()
    sheet = sheets.print_sheet(officer, revision, "en", "", lines=20)
    links: dict[int, list[str]] = {0: [], 1: [], 2: []}
    before: dict[int, str] = {}
    for number, (step, who) in enumerate(steps, start=1):
        act(step, revision, sheet, number, f"p{who}@example.org", links[who])
        rows = list(Signature.objects.filter(appeal=appeal))
        for row in rows:
            was = before.get(row.pk, row.state)
            assert was == row.state or SIGNATURE.may(was, row.state)
            assert row.held is None or row.state == "unconfirmed"
        before = {row.pk: row.state for row in rows}
        counted = [bytes(row.tag or b"") for row in rows if row.state == "counted"]
        assert len(counted) == len(set(counted))
        tally = reads.tally(appeal)
        assert tally.confirmed + tally.paper == len(counted)


def act(
    step: str, revision: Revision, sheet: Any, number: int, email: str, links: list[str]
) -> None:
    if step == "sign":
        mails = Mail.objects.count()
        moves.sign(revision, entry("Ada Lind", email))
        links += [newest_token()] if Mail.objects.count() > mails else []
    elif step == "paper":
        told = {"name": "Ada Lind", "country": "SE", "choice": "counted", "email": email}
        sheets.enter_line(cast.olga(), sheet, number, **told)
    elif step == "not me" and links:
        moves.not_me(links[-1])
    elif step == "expire":
        work.LOOP.turn()
    elif step == "confirm" and links and reads.by_token(links[-1]):
        first = moves.confirm(links[-1])
        assert moves.confirm(links[-1]).state == first.state != "unconfirmed"


def test_the_tally_is_one_query(revision: Revision, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        reads.tally(revision.appeal)


def test_the_tallies_of_all_appeals_are_one_query(
    revision: Revision, django_assert_num_queries: Any
) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    with django_assert_num_queries(1):
        assert reads.tallies() == {revision.appeal.pk: Tally(confirmed=1)}

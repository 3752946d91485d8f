"""What was typed is made ready by the batch; what is wrong with one concerns no other."""

from __future__ import annotations

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.signing.people import entry
from tocsin.appeals.models import Appeal
from tocsin.kernel import keys
from tocsin.kernel.crypto import seal
from tocsin.kernel.crypto.unlocking import lock
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.refusal import Refusal
from tocsin.publishing.models import Revision
from tocsin.signing import commitments, mailboxes, moves
from tocsin.signing.batches import sign_forms
from tocsin.signing.floods.signals import ORDINARY, Signals, Verdict
from tocsin.signing.models import Signature
from tocsin.signing.openness import SigningClosed
from tocsin.signing.preparing import Form, Prepared, prepare, prepare_many
from tocsin.signing.sealing import open_digest, open_held

pytestmark = pytest.mark.django_db

ADA, BO, CY = (
    ("Ada Lind", "a@example.org"),
    ("Bo Dahl", "b@example.org"),
    ("Cy Ek", "c@else.example"),
)


@pytest.fixture
def pair() -> seal.KeyPair:
    """The organisation's keys, of which the server has one half."""
    return cast.signing_key()


@pytest.fixture
def revision(pair: seal.KeyPair) -> Revision:
    """A published appeal that may be signed."""
    return cast.published()


def form(revision: Revision, who: tuple[str, str] = ADA, **changes: Any) -> Form:
    return Form(revision, entry(*who, **changes), key=keys.active())


def good(made: Prepared | Exception) -> Prepared:
    assert isinstance(made, Prepared), made
    return made


def record_of(made: Prepared, pair: seal.KeyPair) -> dict[str, str]:
    return seal.open_sealed(pair, bytes(made.row.sealed), made.row.appeal.document_id)


def test_each_of_a_batch_is_sealed_with_its_own_words(
    revision: Revision, pair: seal.KeyPair
) -> None:
    other = cast.published("FA-02-2026")
    asked = [form(revision, ADA), form(other, BO, choice="public"), form(revision, CY)]
    made = [good(one) for one in prepare_many(asked)]
    assert [one.row.appeal for one in made] == [revision.appeal, other.appeal, revision.appeal]
    told = [record_of(one, pair) for one in made]
    assert [(one["name"], one["email"]) for one in told] == [ADA, BO, CY]
    for one, record in zip(made, told, strict=True):
        r = bytes.fromhex(record["r"])
        assert one.row.commitment == commitments.commitment(r, commitments.digest(record))
        assert one.row.mark == commitments.mark_of(r)
        assert open_digest(one.row, r) == commitments.digest(record)
        held = open_held(one.row, r)
        assert held.email == record["email"]
        assert held.name == (record["name"] if record["choice"] == "public" else "")
        assert one.row.tag == mailboxes.tag(one.row.appeal, record["email"])
        assert one.mail.to == record["email"]
        assert one.link.row is one.row
        assert one.link.mail is one.mail.row


def keys_of(made: list[Prepared]) -> list[bytes]:
    """The version of each record, and what stands where records that came together are alike."""
    return [bytes(one.row.sealed)[:1] + bytes(one.row.sealed)[10:90] for one in made]


def test_those_who_come_together_share_a_key_and_who_comes_alone_has_none(
    revision: Revision,
) -> None:
    [alone] = keys_of([good(one) for one in prepare_many([form(revision, ADA)])])
    assert alone[0] == seal.VERSION
    told = keys_of([good(one) for one in prepare_many([form(revision, ADA), form(revision, BO)])])
    assert len(set(told)) == 1
    assert told[0][0] == seal.TOGETHER


def test_where_signing_is_dangerous_nothing_says_who_came_together(
    revision: Revision, pair: seal.KeyPair
) -> None:
    dangerous = cast.published("FA-02-2026")
    Appeal.objects.filter(pk=dangerous.appeal_id).update(at_risk=True)
    dangerous.appeal.refresh_from_db()
    asked = [form(one, who) for one in (dangerous, revision) for who in (ADA, BO, CY)]
    made = [good(one) for one in prepare_many(asked)]
    assert [key[0] for key in keys_of(made)] == [seal.VERSION] * 3 + [seal.TOGETHER] * 3
    assert len(set(keys_of(made))) == 3 + 1
    assert [record_of(one, pair)["name"] for one in made] == [ADA[0], BO[0], CY[0]] * 2


def test_each_key_of_the_organisation_seals_its_own(revision: Revision, pair: seal.KeyPair) -> None:
    first = keys.active()
    other = cast.signing_key()
    assert first is not None
    assert other.key_id != pair.key_id
    asked = [Form(revision, entry(*who), key=first) for who in (ADA, BO)]
    made = [good(one) for one in prepare_many([*asked, form(revision, CY)])]
    assert [record_of(one, pair)["name"] for one in made[:2]] == [ADA[0], BO[0]]
    assert record_of(made[2], other)["name"] == CY[0]
    assert [key[0] for key in keys_of(made)] == [seal.TOGETHER] * 2 + [seal.VERSION]


def test_no_two_of_a_batch_share_a_link(revision: Revision) -> None:
    made = [good(one) for one in prepare_many([form(revision)] * 3)]
    for name in ("mark", "commitment", "sealed", "held", "digest"):
        assert len({getattr(one.row, name) for one in made}) == 3, name
    assert len({one.row.tag for one in made}) == 1


def test_a_wrong_field_is_told_to_its_own_sender(revision: Revision) -> None:
    asked = [
        form(revision, ("", "a@example.org")),
        form(revision, BO),
        form(revision, ("Ada Lind", "nowhere")),
        form(revision, country="ZZ"),
        form(revision, CY),
    ]
    said = prepare_many(asked)
    wrong = [(one.field, str(one)) for one in said if isinstance(one, Refusal)]
    assert wrong == [
        ("name", "Write your name."),
        ("email", "Write an e-mail address like name@example.org."),
        ("country", "Choose your country from the list."),
    ]
    assert [good(said[at]).mail.to for at in (1, 4)] == [BO[1], CY[1]]


def test_what_is_too_long_to_be_sealed_is_told_to_its_own_sender(revision: Revision) -> None:
    # Each letter of this comment has four bytes, and none comes twice.
    long = "".join(chr(0x20000 + 7 * number) for number in range(500))
    said = prepare_many([form(revision, comment=long), form(revision, BO)])
    assert isinstance(said[0], Refusal)
    assert said[0].field == "comment"
    assert "too long to be sealed" in str(said[0])
    assert good(said[1]).mail.to == BO[1]


def test_what_fails_in_a_later_step_concerns_nobody_else(
    revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = mailboxes.mailbox

    def breaking(appeal: Any, address: str, name: str = "") -> mailboxes.Mailbox:
        if address == BO[1]:
            raise ValueError("no mailbox")
        return real(appeal, address, name)

    judged: list[Signals | None] = []

    def judging(signals: Signals | None) -> Verdict:
        judged.append(signals)
        return ORDINARY

    monkeypatch.setattr("tocsin.signing.preparing.mailbox", breaking)
    monkeypatch.setattr("tocsin.signing.preparing.judge", judging)
    said = prepare_many([form(revision, ADA), form(revision, BO), form(revision, CY)])
    assert str(said[1]) == "no mailbox"
    assert [good(said[at]).mail.to for at in (0, 2)] == [ADA[1], CY[1]]
    assert len(judged) == 3, "each once: looking at a proof of work uses it"


def test_one_alone_raises_what_is_wrong_with_it(revision: Revision) -> None:
    with pytest.raises(Refusal, match="Write your name"):
        prepare(revision, entry("", "a@example.org"))
    assert prepare(revision, entry(*ADA)).mail.to == ADA[1]


def test_without_a_key_nobody_signs() -> None:
    revision = cast.published()
    said = prepare_many([Form(revision, entry(*ADA)), Form(revision, entry(*BO))])
    assert [type(one) for one in said] == [SigningClosed] * 2
    assert "names cannot be sealed safely right now" in str(said[0])


def test_while_the_server_is_locked_all_are_told_at_once(revision: Revision) -> None:
    asked = [form(revision, ADA), form(revision, BO)]
    lock()
    with pytest.raises(Locked):
        prepare_many(asked)


def test_a_batch_with_its_key_asks_no_database(revision: Revision) -> None:
    from django.db import connection

    asked = [form(revision, (f"P {number}", f"p{number}@example.org")) for number in range(5)]
    prepare_many(asked[:1])  # the first of all composes the mail that the others fill
    with CaptureQueriesContext(connection) as queries:
        assert len([good(one) for one in prepare_many(asked)]) == 5
    assert queries.captured_queries == []


def test_nothing_is_made_of_nothing() -> None:
    assert prepare_many([]) == []


def test_how_a_form_was_sent_is_judged_for_each(revision: Revision) -> None:
    document_id = revision.appeal.document_id
    trapped = Signals(document_id, trap="https://example.org")
    asked = [Form(revision, entry(*who), signals) for who, signals in ((ADA, None), (BO, trapped))]
    made = [good(one) for one in prepare_many(asked)]
    assert [one.link.verdict.slow for one in made] == [False, True]
    first, second = (one.mail.row.due_at for one in made)
    assert first is not None
    assert second is not None
    assert second > first


def test_of_forms_that_come_together_the_good_ones_are_kept(revision: Revision) -> None:
    said = sign_forms(
        [form(revision, ADA), form(revision, ("", "x@example.org")), form(revision, BO)]
    )
    assert [one if one is None else str(one) for one in said] == [None, "Write your name.", None]
    assert Signature.objects.count() == 2
    moves.sign(revision, entry(*CY))
    assert Signature.objects.count() == 3

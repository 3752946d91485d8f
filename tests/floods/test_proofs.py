"""Proof of work: asked for under attack alone, good for one form, and nobody is refused for it."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import cast
from tests.floods.clock import Clock
from tests.floods.simulation import computed
from tests.signing.people import entry, sign_and_confirm
from tocsin.kernel import machines, minutes, once
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.mail.outbox import AT_ONCE, SINGLE, Mail
from tocsin.kernel.once import Once
from tocsin.publishing.models import Revision
from tocsin.signing import moves
from tocsin.signing.floods import pressure, proofs, tokens
from tocsin.signing.floods.proofs import AGAIN, GOOD, LATE, NONE, WRONG, Spent, used
from tocsin.signing.floods.signals import Signals, judge
from tocsin.signing.models import BY_APPEAL, Signature

pytestmark = pytest.mark.django_db
APPEAL, OTHER = "FA-01-2026", "FA-02-2026"
PAGE, SIGN = f"/{APPEAL}/", f"/{APPEAL}/sign/"
CHALLENGE = f"{SIGN}challenge.json"
TYPED = {"name": "Ada Lind", "email": "ada@example.org", "country": "SE", "choice": "counted"}
HINT = "Your link may come some minutes later."


@pytest.fixture
def revision(clock: Clock) -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


@pytest.fixture
def attacked(revision: Revision, clock: Clock) -> Revision:
    """The same under attack: thousands came in, and nothing is confirmed."""
    for _minute in range(3):
        minutes.note(minutes.RECEIVED, APPEAL, number=1000)
        clock.go(minutes=7)
    minutes.flush()
    return revision


def solved(document_id: str = APPEAL) -> str:
    """What a browser computes, whether it is asked for it or not."""
    asked = proofs.challenge(document_id)
    assert asked is not None
    challenge = altcha.Challenge.from_dict(asked)
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    return altcha.Payload(challenge, solution).to_base64()


def changed(proof: str, **more: Any) -> str:
    """A proof with other parameters of the challenge."""
    told = json.loads(base64.b64decode(proof))
    told["challenge"]["parameters"] |= more
    return base64.b64encode(json.dumps(told).encode()).decode()


def sign(revision: Revision, n: int, proof: str, domain: str = "gmail.com", **more: str) -> Mail:
    """Signs with the form of a page that was read; the mail."""
    name, now = revision.appeal.document_id, timezone.now()
    token = tokens._of(name, int((now - timedelta(minutes=1)).timestamp()))
    sent = Signals(name, token, proof=proof, **more)
    moves.sign(revision, entry("Ada Lind", f"p{n}@{domain}"), sent)
    return Mail.objects.latest("pk")


def late(mail: Mail) -> float | None:
    """How many minutes from now it leaves; None while it waits for its turn."""
    return (mail.due_at - timezone.now()).total_seconds() / 60 if mail.due_at else None


# ---- a proof ----


def test_a_solution_is_good_for_its_appeal_once(revision: Revision) -> None:
    proof = solved()
    assert used(OTHER, proof) == WRONG
    assert [used(APPEAL, proof) for _again in range(1000)] == [GOOD] + [AGAIN] * 999


def test_a_challenge_is_good_for_half_an_hour(revision: Revision, clock: Clock) -> None:
    first, second = solved(), solved()
    clock.go(minutes=30)
    assert used(APPEAL, first) == GOOD
    clock.go(seconds=1)
    assert used(APPEAL, second) == LATE
    assert proofs.AGAIN_AFTER < proofs.LASTS


@pytest.mark.parametrize(
    "more",
    [
        {"expiresAt": 4_000_000_000},
        {"data": {"appeal": OTHER}},
        {"cost": 1},
        {"keyPrefix": ""},
        {"keySignature": None},
        {"nonce": "00" * 16},
    ],
)
def test_a_challenge_that_was_changed_is_none_of_ours(
    revision: Revision, more: dict[str, Any]
) -> None:
    proof = solved()
    assert used(APPEAL, changed(proof, **more)) == WRONG
    assert used(APPEAL, proof) == GOOD, "the other did not use it up"


def test_a_challenge_that_nobody_solved_is_no_proof(revision: Revision) -> None:
    asked = proofs.challenge(APPEAL)
    assert asked is not None
    challenge = altcha.Challenge.from_dict(asked)
    for key in ("", "00" * 32, challenge.parameters.key_prefix, "x"):
        guess = altcha.Payload(challenge, altcha.Solution(0, key)).to_base64()
        assert used(APPEAL, guess) == WRONG


def test_a_challenge_signed_by_somebody_else_is_none(revision: Revision) -> None:
    made = altcha.create_challenge(
        proofs.ALGORITHM,
        1,
        counter=1,
        data={"appeal": APPEAL},
        hmac_secret="a",
        hmac_key_secret="b",
    )
    solution = altcha.solve_challenge(made)
    assert solution is not None
    assert used(APPEAL, altcha.Payload(made, solution).to_base64()) == WRONG


def test_no_proof_is_told_from_a_wrong_one(revision: Revision) -> None:
    assert used(APPEAL, "") == NONE
    deep = base64.b64encode(b"[" * 1400).decode()
    long = "A" * (proofs.LONGEST + 1)
    for sent in ("x", "é", "\0", "e30=", "W10=", "bnVsbA==", '"><script>', deep, long):
        assert used(APPEAL, sent) == WRONG, sent


NUMBERS: list[Any] = [0, -1, 1.5, 10**400, float("nan")]
VALUES = st.sampled_from([*NUMBERS, None, True, "", "00", "\ud800", "é", [[1]], {"a": []}])
KEYS = st.sampled_from(
    ["cost", "data", "derivedKey", "expiresAt", "nonce", "signature", "__proto__"]
)


@given(asked=st.dictionaries(KEYS, VALUES, max_size=3))
def test_whatever_is_sent_as_a_challenge_is_wrong_and_breaks_nothing(
    asked: dict[str, Any],
) -> None:
    parameters = {"algorithm": "x", "nonce": "00", "salt": "00", "cost": 1} | asked
    challenge = {"parameters": parameters, "signature": "00"} | asked
    told = {"challenge": challenge, "solution": {"counter": 0, "derivedKey": "00"} | asked}
    proof = base64.b64encode(json.dumps(told).encode()).decode()
    assert used(APPEAL, proof) in {WRONG, LATE}


@given(st.text("aZ09+/=é\ud800\0", max_size=9))
def test_whatever_text_is_sent_breaks_nothing(text: str) -> None:
    assert used(APPEAL, text) == (WRONG if text else NONE)


def test_every_process_with_the_same_keys_takes_it(revision: Revision) -> None:
    """Keys come from the vault; what was used is known to each process, and then to the rows."""
    proof = solved()
    assert used(APPEAL, proof) == GOOD
    proofs.SPENT.forget()
    assert used(APPEAL, proof) == GOOD


def test_used_ones_are_forgotten_when_they_expire_and_the_oldest_when_they_are_too_many() -> None:
    now = [0.0]
    spent = Spent(most=3, clock=lambda: now[0])
    assert all(spent.spend(one, 10.0) for one in "abcd")
    assert [spent.spend(one, 10.0) for one in "bcd"] == [False] * 3
    assert spent.spend("a", 10.0), "a fourth made it go"
    now[0] = 11.0
    assert spent.spend("e", 20.0)
    assert len(spent._until) == 1


def test_a_challenge_tells_nothing_of_who_fetched_it(revision: Revision) -> None:
    asked = proofs.challenge(APPEAL)
    assert asked is not None
    told = asked["parameters"]
    assert told["data"] == {"appeal": APPEAL}
    assert set(told) == {
        *("algorithm", "cost", "keyLength", "keyPrefix", "nonce", "salt"),
        *("keySignature", "expiresAt", "data"),
    }


def test_the_work_has_an_end_and_is_small(revision: Revision) -> None:
    for _again in range(3):
        challenge = altcha.Challenge.from_dict(proofs.challenge(APPEAL) or {})
        solution = altcha.solve_challenge(challenge)
        assert solution is not None
        assert solution.counter < proofs.TRIES
    assert proofs.COST * proofs.TRIES * 2 < 600_000, "blocks of SHA-256"


def test_on_several_machines_a_proof_is_good_once_while_there_is_an_attack(
    attacked: Revision, clock: Clock
) -> None:
    """On one machine its memory suffices, and no row is written."""
    proof = solved()
    said = []
    for n in range(2):
        proofs.SPENT.forget()  # another machine
        said.append(sign(attacked, n, proof).rank)
    assert said == [AT_ONCE, SINGLE if machines.is_shared() else AT_ONCE]
    assert Once.objects.count() == (1 if machines.is_shared() else 0)
    clock.go(hours=2)
    once.forget()
    assert not Once.objects.exists()


def test_without_an_attack_no_proof_is_written_down(revision: Revision) -> None:
    sign(revision, 1, solved())
    assert not Once.objects.exists()


# ---- where it is asked for ----


@pytest.mark.parametrize("address", [PAGE, SIGN, f"/fr{PAGE}"])
def test_a_page_asks_for_work_under_attack_alone(
    client: Client, revision: Revision, clock: Clock, address: str
) -> None:
    page = client.get(address).content.decode()
    assert "<script" not in page
    assert "altcha" not in page
    minutes.note(minutes.RECEIVED, APPEAL, number=5000)
    clock.go(minutes=20)
    minutes.flush()
    page = client.get(address).content.decode()
    language = "/fr" if address.startswith("/fr") else ""
    assert page.count("<script") == 1
    assert f'data-challenge="{language}{CHALLENGE}"' in page
    assert re.search(r'<script src="/static/proof\.js\?v=[0-9a-f]{8}" defer></script>', page)
    assert 'role="status"' in page
    assert language or HINT in page


def test_the_page_under_attack_is_the_same_for_everybody(
    client: Client, attacked: Revision, clock: Clock
) -> None:
    first, second = client.get(PAGE), client.get(PAGE)
    assert first.content == second.content
    assert "s-maxage" in first.headers["Cache-Control"]


def test_a_challenge_is_fetched_by_each_and_kept_by_nobody(
    client: Client, attacked: Revision
) -> None:
    first, second = client.get(CHALLENGE), client.get(f"/fr{CHALLENGE}")
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["Cache-Control"] == "no-store"
    assert not first.cookies
    assert first.json()["parameters"]["nonce"] != second.json()["parameters"]["nonce"]
    assert client.post(CHALLENGE).status_code == 405


def test_without_attack_there_is_nothing_to_compute(client: Client, revision: Revision) -> None:
    answer = client.get(CHALLENGE)
    assert (answer.status_code, answer.content) == (204, b"")
    assert client.get("/FA-99-2026/sign/challenge.json").status_code == 404


def test_while_the_server_is_locked_no_work_is_asked(client: Client, attacked: Revision) -> None:
    proof = solved()
    unlocking.lock()
    assert client.get(CHALLENGE).status_code == 204
    assert used(APPEAL, proof) == WRONG


# ---- what follows of it ----


def test_without_attack_a_proof_changes_nothing(revision: Revision) -> None:
    for n, proof in enumerate(["", "nonsense", solved()]):
        mail = sign(revision, n, proof)
        assert (late(mail), mail.rank) == (0, AT_ONCE)


def test_under_attack_who_computed_gets_the_mail_at_once(attacked: Revision) -> None:
    mail = sign(attacked, 1, computed(APPEAL))
    assert (late(mail), mail.rank) == (0, AT_ONCE)


def test_under_attack_who_did_not_gets_it_behind_the_others(
    client: Client, attacked: Revision, clock: Clock
) -> None:
    proof, old = solved(), solved()
    sign(attacked, 0, proof)
    clock.go(minutes=31)
    minutes.note(minutes.RECEIVED, APPEAL, number=2000)
    clock.go(minutes=16)
    minutes.flush()
    sign(attacked, 1, again := solved())
    for n, sent in enumerate(["", "nonsense", old, again, solved(OTHER)], start=2):
        mail = sign(attacked, n, sent)
        assert (late(mail), mail.rank) == (0, SINGLE)
    assert Signature.objects.filter(withheld=0).count() == 7, "nobody was refused"


def test_the_answer_is_the_same_with_and_without(client: Client, attacked: Revision) -> None:
    said = []
    for n, proof in enumerate(["", "nonsense", solved()]):
        typed = TYPED | {"email": f"p{n}@gmail.com", "altcha": proof}
        answer = client.post(SIGN, typed)
        said.append((answer.status_code, answer.headers["Location"], answer.content))
    assert len(set(said)) == 1
    assert said[0][:2] == (302, f"{PAGE}signed/")


def test_who_computed_is_not_delayed_by_those_who_did_not(attacked: Revision) -> None:
    for n in range(pressure.A_MINUTE + 5):
        sign(attacked, n, "")
    assert Signature.objects.filter(withheld=BY_APPEAL).count() == 5
    mail = sign(attacked, 999, solved())
    assert late(mail) == 0


def test_who_did_not_waits_only_where_the_hundred_are_taken(
    attacked: Revision, clock: Clock
) -> None:
    for n in range(pressure.A_MINUTE):
        sign(attacked, n, solved() if n < 10 else "")
    assert late(sign(attacked, 100, "")) is None
    clock.go(minutes=1)
    assert late(sign(attacked, 101, "")) == 0


def test_a_flood_takes_no_place_of_those_who_come_by_an_onion_service(
    attacked: Revision,
) -> None:
    """Their connection is that of a proxy of ours, which names nobody."""
    for n in range(pressure.A_MINUTE):
        sign(attacked, n, "", connection="198.51.100.1" if n < 10 else f"10.{n}.0.1")
    assert late(sign(attacked, 100, "", connection="203.0.113.5")) is None
    said = [sign(attacked, n, "", connection="127.0.0.1") for n in range(200, 221)]
    assert [late(one) for one in said] == [0] * pressure.HIDDEN_A_MINUTE + [None]
    assert late(sign(attacked, 300, solved(), connection="127.0.0.1")) == 0
    assert late(sign(attacked, 301, "", trap="x", connection="127.0.0.1")) is None


def test_what_voices_of_a_domain_allow_it_is_as_good_as_a_proof(
    revision: Revision, clock: Clock
) -> None:
    """A campus without scripts, of which three have confirmed; others of it are as any."""
    for n in range(3):
        sign_and_confirm(revision, "Ada Lind", f"p{n}@campus.example")
    minutes.note(minutes.RECEIVED, APPEAL, number=5000)
    clock.go(minutes=20)
    minutes.flush()
    for n in range(pressure.A_MINUTE):
        sign(revision, n, "")
    said = [sign(revision, n, "", domain="campus.example") for n in range(5)]
    assert [late(one) for one in said] == [0, 0, 0, None, None]
    assert [one.rank for one in said] == [AT_ONCE] * 3 + [SINGLE] * 2


def test_what_a_domain_may_have_is_no_proof_where_nobody_of_it_confirmed(
    attacked: Revision,
) -> None:
    mail = sign(attacked, 1, "", domain="campus.example")
    assert (late(mail), mail.rank) == (0, SINGLE)


def test_who_did_not_gets_what_the_others_leave_of_the_hundred(clock: Clock) -> None:
    minutes.note(minutes.RECEIVED, APPEAL, number=5000)
    clock.go(minutes=20)
    minutes.flush()
    one = pressure.Pressure()
    assert all(one.admits(APPEAL, slow=False) for _proof in range(70))
    others = [one.admits(APPEAL, slow=False, proved=False) for _form in range(40)]
    assert others == [True] * 30 + [False] * 10
    assert all(one.admits(APPEAL, slow=False) for _proof in range(30))
    assert not one.admits(APPEAL, slow=False)
    assert not one.admits(APPEAL, slow=True)


def test_a_proof_does_not_outweigh_what_else_is_wrong(revision: Revision) -> None:
    for more in ({"trap": "x"}, {"token": ""}):
        said = judge(Signals(APPEAL, proof=solved(), **more))
        assert said.slow
        assert said.proof == GOOD


def test_a_form_that_comes_back_with_a_mistake_has_used_nothing_up(
    client: Client, attacked: Revision
) -> None:
    proof = solved()
    page = client.post(SIGN, TYPED | {"email": "no address", "altcha": proof})
    assert page.status_code == 422
    assert proof not in page.content.decode(), "the script computes another one"
    assert used(APPEAL, proof) == GOOD


# ---- what is told of it ----


def test_how_many_computed_is_counted_under_attack_alone(
    client: Client, revision: Revision, clock: Clock
) -> None:
    sign(revision, 0, solved())
    minutes.note(minutes.RECEIVED, APPEAL, number=5000)
    clock.go(minutes=20)
    minutes.flush()
    good = solved()
    for n, proof in enumerate([good, solved(), good, "", "nonsense"], start=1):
        sign(revision, n, proof)
    page = client.get("/metrics").content.decode()
    for proof, number in (("good", 2), ("again", 1), ("none", 1), ("wrong", 1)):
        assert f'tocsin_signatures_proofs_total{{proof="{proof}"}} {number}' in page
    assert 'proof="late"' not in page

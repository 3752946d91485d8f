"""Who signs through the door sees what Django shows, and is kept with those who come meanwhile."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import altcha
import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from tests import cast
from tests.door.asking import GOOD, Asker, Told
from tests.signing.people import newest_token
from tocsin.door import writer
from tocsin.door.writer import Full
from tocsin.kernel import minutes
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.mail.outbox import Mail
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.signing import batches, reads
from tocsin.signing.floods.pressure import PRESSURE
from tocsin.signing.forms import SignForm
from tocsin.signing.models import Receipt, Signature
from tocsin.signing.reads import Tally

SIGN = "/FA-01-2026/sign/"


def by_django(path: str, form: dict[str, str], **headers: Any) -> Told:
    """The same, asked of Django alone."""
    said = Client(headers=headers).post(path, form, headers=headers)
    told = [(name.lower(), value) for name, value in said.items()]
    return Told(said.status_code, told, said.content)


def same(one: Told, other: Told) -> None:
    """Status, body and headers."""
    assert one.status == other.status
    assert one.text == other.text
    assert sorted(one.headers) == sorted(other.headers)


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_the_answer_to_a_signature_is_the_one_that_django_gives(asker: Asker, prefix: str) -> None:
    said = asker.post(f"{prefix}{SIGN}", GOOD)
    assert (said.status, said.header("location")) == (302, f"{prefix}/FA-01-2026/signed/")
    same(said, by_django(f"{prefix}{SIGN}", GOOD))
    assert Signature.objects.count() == Mail.objects.count() == 2
    one, other = Signature.objects.all()
    assert (one.language, one.key_id, one.tag) == (other.language, other.key_id, other.tag)


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("at_risk", [False, True])
def test_the_page_of_a_confirmation_is_the_one_that_django_gives(
    asker: Asker, revision: Revision, prefix: str, at_risk: bool
) -> None:
    type(revision.appeal).objects.update(at_risk=at_risk)
    asker.post(f"{prefix}{SIGN}", GOOD)
    path = f"{prefix}/FA-01-2026/confirm/{newest_token()}/"
    said = asker.post(path, {"receipt": "1"})
    assert reads.tally(revision.appeal) == Tally(confirmed=1)
    assert said.status == 200
    same(said, by_django(path, {"receipt": "1"}))
    assert Receipt.objects.count() == (0 if at_risk else 1)
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


def test_pressing_the_button_again_shows_the_same_page(asker: Asker, revision: Revision) -> None:
    asker.post(SIGN, GOOD)
    path = f"/FA-01-2026/confirm/{newest_token()}/"
    same(asker.post(path, b""), asker.post(path, b""))
    assert reads.tally(revision.appeal) == Tally(confirmed=1)


WRONG = [
    {"name": ""},
    {"email": "ada@"},
    {"country": "XX"},
    {"choice": "all"},
    {"comment": "x" * 501},
    {"name": "=1+1"},
    {"name": "Ada\x00Lind"},
    {"email": ""},
]


@pytest.mark.parametrize("change", WRONG)
def test_what_is_wrong_is_said_beside_the_field_as_by_django(
    asker: Asker, change: dict[str, str]
) -> None:
    typed = GOOD | {"comment": "What was typed."} | change
    said = asker.post(SIGN, typed)
    assert said.status == 422
    assert 'class="error' in said.text or "error" in said.text
    same(said, by_django(SIGN, typed))
    assert not Signature.objects.exists()


def test_a_field_that_comes_twice_counts_as_with_django_the_last(asker: Asker) -> None:
    body = b"name=Bo&name=Ada&email=a%40example.org&country=SE&choice=counted&inform=&inform=on"
    assert asker.post(SIGN, body).status == 302
    assert Signature.objects.count() == 1


def test_a_stopped_appeal_is_refused_with_its_page(asker: Asker, revision: Revision) -> None:
    asker.post(SIGN, GOOD)
    path = f"/FA-01-2026/confirm/{newest_token()}/"
    stopping.stop(cast.olga(), revision.appeal, "wrong")
    # At most a second ago it was still open; what is written asks again.
    said = asker.post(SIGN, GOOD)
    assert (said.status, "was stopped" in said.text) == (409, True)
    said = asker.post(path, b"")
    assert (said.status, "was stopped" in said.text) == (409, True)
    assert reads.tally(revision.appeal) == Tally(unconfirmed=1)


def test_a_locked_server_says_so_and_keeps_what_was_typed(asker: Asker) -> None:
    asker.post(SIGN, GOOD)
    path = f"/FA-01-2026/confirm/{newest_token()}/"
    unlocking.lock()
    said = asker.post(SIGN, GOOD)
    assert (said.status, "ada@example.org" in said.text) == (503, True)
    said = asker.post(path, b"")
    assert (said.status, said.header("retry-after")) == (503, "600")


def test_an_altered_link_is_gone_and_one_of_another_appeal_too(asker: Asker) -> None:
    cast.published("FA-02-2026")
    asker.post(SIGN, GOOD)
    token = newest_token()
    for path in (f"/FA-01-2026/confirm/{token[:-1]}/", f"/FA-02-2026/confirm/{token}/"):
        said = asker.post(path, b"")
        assert (said.status, "This link does not work" in said.text) == (410, True)
    assert Signature.objects.get().state == "unconfirmed"


def test_what_another_site_sends_is_refused(asker: Asker) -> None:
    for told in ({"sec_fetch_site": "cross-site"}, {"origin": "https://other.example"}):
        said = asker.post(SIGN, GOOD, **told)
        assert (said.status, "another site" in said.text) == (403, True)
    assert asker.post(SIGN, GOOD, origin="http://testserver").status == 302
    assert Signature.objects.count() == 1


def test_a_host_that_is_not_ours_gets_nothing(asker: Asker) -> None:
    assert asker.post(SIGN, GOOD, host="other.example").status == 400
    assert not Signature.objects.exists()


def test_an_unknown_appeal_and_other_spellings_are_djangos(asker: Asker) -> None:
    assert asker.post("/FA-77-2026/sign/", GOOD).status == 404
    assert asker.post("/fa-01-2026/sign/", GOOD).status == 302
    assert asker.post("/en/FA-01-2026/sign/", GOOD).status == 404
    assert Signature.objects.count() == 1


def test_all_who_come_together_are_kept_in_few_transactions(
    asker: Asker, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker.post(SIGN, GOOD)
    sizes, real = list[int](), batches.sign_many

    def counted(items: Any) -> Any:
        sizes.append(len(items))
        return real(items)

    monkeypatch.setattr(batches, "sign_many", counted)
    people = [GOOD | {"email": f"p{number}@example.org"} for number in range(40)]
    bad = GOOD | {"name": ""}
    said = asker.all(*(asker.posting(SIGN, one) for one in [*people, bad]))
    assert [one.status for one in said] == [302] * 40 + [422]
    assert sum(sizes) == 40
    assert max(sizes) > 1
    assert reads.tally(revision.appeal) == Tally(unconfirmed=41)
    minutes.flush()
    assert minutes.totals()["received", ""] == 41


def test_more_than_one_transaction_holds_are_all_kept(
    asker: Asker, revision: Revision, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "MOST", 3)
    monkeypatch.setattr(writer, "ENOUGH", 5)
    people = [GOOD | {"email": f"p{number}@example.org"} for number in range(20)]
    said = asker.all(*(asker.posting(SIGN, one) for one in people))
    assert [one.status for one in said] == [302] * 20
    assert reads.tally(revision.appeal) == Tally(unconfirmed=20)


def test_nobody_is_answered_before_it_is_written(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, rows = batches.sign_many, list[int]()

    def seen(items: Any) -> Any:
        said = real(items)
        rows.append(Signature.objects.count())
        assert not connection.in_atomic_block
        return said

    monkeypatch.setattr(batches, "sign_many", seen)
    assert asker.post(SIGN, GOOD).status == 302
    assert rows == [1]


@pytest.fixture
def held_back(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Nothing is written until the event is set, and three may wait."""
    gate, real = threading.Event(), batches.sign_many

    def slow(items: Any) -> Any:
        gate.wait(20)
        return real(items)

    monkeypatch.setattr(writer, "WAITING", 3)
    monkeypatch.setattr(batches, "sign_many", slow)
    return gate


TYPED = {"name": 'Ada "A" <Lind>', "comment": "Let & go.\n<b>", "choice": "public", "inform": "on"}


@pytest.mark.parametrize("change", [{}, TYPED, {"country": "FR", "choice": "addressee"}])
@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_who_finds_no_place_gets_the_form_with_what_was_typed(
    asker: Asker, held_back: threading.Event, change: dict[str, str], prefix: str
) -> None:
    typed = GOOD | change
    people = [typed | {"email": f"p{number}@example.org"} for number in range(9)]

    async def ask() -> list[Told]:
        asked = [asyncio.ensure_future(asker.posting(f"{prefix}{SIGN}", one)) for one in people]
        await asyncio.wait(asked, return_when=asyncio.FIRST_COMPLETED)  # by who finds no place
        held_back.set()
        return await asyncio.gather(*asked)

    told = asyncio.run(ask())
    assert {one.status for one in told} == {302, 503}
    assert sum(one.status == 302 for one in told) == Signature.objects.count()
    one, who = next((one, who) for one, who in zip(told, people, strict=True) if one.status == 503)
    assert one.header("retry-after") == "5"
    assert ("no place" in one.text) == (not prefix)
    with translation.override(prefix.strip("/") or "en"):
        form = SignForm(who, auto_id="sign-%s")
        assert form.is_valid()
        wanted = [str(form[name]) for name in form.fields]
    for field in wanted:
        assert field in one.text


def test_what_waits_is_written_before_the_end(asker: Asker) -> None:
    assert asker.post(SIGN, GOOD).status == 302
    asker.door.signing.writer.close()
    assert Signature.objects.count() == 1
    assert asker.post(SIGN, GOOD).status == 503
    with pytest.raises(Full):
        raise Full


def test_who_is_being_answered_when_the_server_ends_is_answered_and_nobody_new(
    asker: Asker,
    held_back: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(asker.door, "close", asker.close)

    async def play() -> tuple[list[Told], Told, list[str]]:
        orders: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        said: list[str] = []

        async def send(message: dict[str, str]) -> None:
            said.append(message["type"])

        life = asyncio.create_task(asker.door({"type": "lifespan"}, orders.get, send))
        await orders.put({"type": "lifespan.startup"})
        first = [asker.posting(SIGN, GOOD | {"email": f"p{n}@example.org"}) for n in range(3)]
        asked = [asyncio.create_task(one) for one in first]
        while asker.door.under_way < len(asked):
            await asyncio.sleep(0)
        await orders.put({"type": "lifespan.shutdown"})
        while not asker.door.ending:
            await asyncio.sleep(0)
        late = await asker.posting(SIGN, GOOD)
        held_back.set()
        told = await asyncio.gather(*asked)
        await life
        return told, late, said

    told, late, said = asyncio.run(play())
    assert [one.status for one in told] == [302, 302, 302]
    assert late.status == 503
    assert "very busy" in late.text
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert Signature.objects.count() == 3
    assert not caplog.records


def test_a_database_that_fails_is_djangos_to_tell_and_the_next_is_written(
    asker: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_items: Any) -> Any:
        raise ValueError("broken")

    with monkeypatch.context() as patched:
        patched.setattr(batches, "sign_many", broken)
        with pytest.raises(ValueError, match="broken"):
            Client().post(SIGN, GOOD)
        assert asker.post(SIGN, GOOD).status == 500
    assert asker.post(SIGN, GOOD).status == 302
    assert Signature.objects.filter(signed_at__lte=timezone.now()).count() == 1


# ---- an appeal under attack ----

CHALLENGE = f"{SIGN}challenge.json"


def flooded() -> None:
    """Thousands came in half an hour ago, and nobody confirmed."""
    ago = timezone.now() - timedelta(minutes=30)
    minute = ago.replace(second=0, microsecond=0)
    minutes.Minute.objects.create(
        minute=minute, what=minutes.RECEIVED, subject="FA-01-2026", number=5000
    )
    PRESSURE.forget()


@pytest.fixture(autouse=True)
def calm() -> Iterator[None]:
    """The next test knows of no attack."""
    yield
    PRESSURE.forget()


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_each_who_asks_gets_a_challenge_with_the_headers_of_django(
    asker: Asker, prefix: str
) -> None:
    flooded()
    path = f"{prefix}{CHALLENGE}"
    first, second, other = asker.get(path), asker.get(path), Client().get(path)
    assert first.status == other.status_code == 200
    assert sorted(first.headers) == sorted(
        (name.lower(), value) if name != "Content-Length" else ("content-length", value)
        for name, value in other.items()
    )
    assert first.header("cache-control") == "no-store"
    told = [json.loads(one)["parameters"] for one in (first.body, second.body, other.content)]
    assert len({one["nonce"] for one in told}) == 3
    assert told[0].keys() == told[2].keys()


def test_without_attack_django_says_that_there_is_nothing_to_compute(asker: Asker) -> None:
    assert asker.get(CHALLENGE).status == 204
    assert asker.get("/FA-99-2026/sign/challenge.json").status == 404
    assert asker.get(CHALLENGE, host="elsewhere.example").status == 400
    flooded()
    unlocking.lock()
    assert asker.get(CHALLENGE).status == 204


def test_what_was_computed_counts_through_the_door_once(asker: Asker) -> None:
    flooded()
    challenge = altcha.Challenge.from_dict(json.loads(asker.get(CHALLENGE).body))
    solution = altcha.solve_challenge(challenge)
    assert solution is not None
    proof = altcha.Payload(challenge, solution).to_base64()
    for name, sent in (("ada", proof), ("bo", proof), ("cy", "")):
        form = GOOD | {"email": f"{name}@gmail.com", "altcha": sent}
        assert asker.post(SIGN, form).status == 302
    minutes.flush()
    told = minutes.Minute.objects.filter(what=minutes.PROOF)
    assert sorted(told.values_list("reason", "number")) == [("again", 1), ("good", 1), ("none", 1)]

"""How a form is sent decides when its mail leaves, and never what is answered."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests import cast
from tests.floods.clock import Clock
from tocsin.kernel import minutes
from tocsin.kernel.crypto import unlocking
from tocsin.kernel.mail.outbox import AT_ONCE, SINGLE, Mail
from tocsin.publishing.models import Revision
from tocsin.signing.floods import tokens
from tocsin.signing.floods.signals import Signals, Verdict, judge

pytestmark = pytest.mark.django_db
SIGN, PAGE = "/FA-01-2026/sign/", "/FA-01-2026/"
TYPED = {"name": "Ada Lind", "email": "ada@example.org", "country": "SE", "choice": "counted"}
FORM = re.compile(r'name="since" value="([^"]+)"')


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def token_of(client: Client, address: str = PAGE) -> str:
    """The token in the page's form."""
    found = FORM.search(client.get(address).content.decode())
    assert found is not None
    return found.group(1)


def send(client: Client, **more: str) -> timedelta:
    """Signs; how much later than now the mail is due."""
    assert client.post(SIGN, TYPED | more).headers["Location"] == "/FA-01-2026/signed/"
    due = Mail.objects.latest("pk").due_at
    assert due is not None
    return due - timezone.now()


@pytest.mark.parametrize("address", [PAGE, SIGN, f"/fr{PAGE}"])
def test_who_reads_the_page_and_signs_gets_the_mail_at_once(
    client: Client, revision: Revision, clock: Clock, address: str
) -> None:
    token = token_of(client, address)
    clock.go(seconds=20)
    assert send(client, since=token) == timedelta()
    assert Mail.objects.get().rank == AT_ONCE


@pytest.mark.parametrize("wait", [0, 2])
def test_a_form_that_is_filled_in_no_time_waits_five_minutes(
    client: Client, revision: Revision, clock: Clock, wait: int
) -> None:
    token = token_of(client)
    clock.go(seconds=wait)
    assert send(client, since=token) == timedelta(minutes=5)
    assert Mail.objects.get().rank == SINGLE


def test_a_page_that_lay_open_half_a_day_is_good_and_one_of_yesterday_waits(
    client: Client, revision: Revision, clock: Clock
) -> None:
    token = token_of(client)
    clock.go(hours=12)
    assert send(client, since=token) == timedelta()
    clock.go(seconds=1)
    assert send(client, since=token, email="bo@example.org") == timedelta(minutes=5)


@pytest.mark.parametrize("token", ["", "x", "0-0", "\0", "é", "65f0a1b2-" + "0" * 20, "a" * 10_000])
def test_a_token_that_is_none_of_ours_waits_and_is_not_refused(
    client: Client, revision: Revision, token: str
) -> None:
    send(client, since=token)
    assert Mail.objects.get().rank == SINGLE


def test_a_token_of_another_appeal_or_made_up_is_none(revision: Revision, clock: Clock) -> None:
    token = tokens.make("FA-01-2026")
    second, _dash, mark = token.partition("-")
    clock.go(minutes=1)
    assert tokens.wrong("FA-01-2026", token) == ""
    assert tokens.wrong("FA-02-2026", token) == "token"
    assert tokens.wrong("FA-01-2026", f"{int(second, 16) + 1:x}-{mark}") == "token"
    assert tokens.wrong("FA-01-2026", token[:-1] + ("0" if token[-1] != "0" else "1")) == "token"


def test_a_machine_whose_clock_is_ahead_is_forgiven_a_minute(
    revision: Revision, clock: Clock
) -> None:
    token = tokens.make("FA-01-2026")
    clock.go(seconds=-30)
    assert tokens.wrong("FA-01-2026", token) == "early"
    clock.go(seconds=-60)
    assert tokens.wrong("FA-01-2026", token) == "token"


def test_who_fills_what_nobody_sees_waits(client: Client, revision: Revision, clock: Clock) -> None:
    token = token_of(client)
    clock.go(seconds=20)
    assert send(client, since=token, website="http://example.org") == timedelta(minutes=5)


def test_the_hidden_field_has_a_label_for_who_does_not_see_that_it_is_hidden(
    client: Client, revision: Revision
) -> None:
    page = client.get(PAGE).content.decode()
    assert 'aria-hidden="true"><label>Leave this empty <input name="website"' in page
    assert 'tabindex="-1" autocomplete="off"' in page


def test_a_form_that_comes_back_with_a_mistake_keeps_its_token(
    client: Client, revision: Revision, clock: Clock
) -> None:
    token = token_of(client)
    clock.go(seconds=20)
    page = client.post(SIGN, TYPED | {"email": "no address", "since": token})
    assert page.status_code == 422
    found = FORM.search(page.content.decode())
    assert found is not None
    assert found.group(1) == token
    assert send(client, since=token) == timedelta()


def test_a_form_that_comes_back_with_no_good_token_gets_one(
    client: Client, revision: Revision, clock: Clock
) -> None:
    for sent in ("", "nonsense", '"><script>'):
        page = client.post(SIGN, TYPED | {"email": "no address", "since": sent}).content.decode()
        found = FORM.search(page)
        assert found is not None
        assert tokens.wrong("FA-01-2026", found.group(1)) == "early"
        assert "<script>" not in page


def test_many_of_one_network_wait_and_all_are_answered_alike(
    client: Client, revision: Revision, clock: Clock
) -> None:
    token = token_of(client)
    clock.go(seconds=20)
    waits = [
        send(
            Client(REMOTE_ADDR=f"192.0.2.{n}"), since=token, email=f"ada@place{n}.example"
        ).total_seconds()
        for n in range(45)
    ]
    assert waits == [0] * 40 + [300] * 5


def test_where_no_proxy_names_anybody_nobody_is_counted(clock: Clock) -> None:
    token = tokens.make("FA-01-2026")
    clock.go(seconds=20)
    said = {judge(Signals("FA-01-2026", token, connection="127.0.0.1")) for _ in range(100)}
    assert said == {Verdict(proof="none", hidden=True)}
    assert not judge(Signals("FA-01-2026", token, connection="192.0.2.1")).hidden
    assert not judge(Signals("FA-01-2026", token)).hidden


def test_a_network_is_counted_also_where_the_form_is_wrong(clock: Clock) -> None:
    for _ in range(40):
        assert judge(Signals("FA-01-2026", connection="192.0.2.1")).reason == "token"
    token = tokens.make("FA-01-2026")
    clock.go(seconds=20)
    assert judge(Signals("FA-01-2026", token, connection="192.0.2.1")).reason == "crowded"


def test_what_comes_in_another_way_is_as_good_as_its_way() -> None:
    assert not judge(None).slow


def test_a_desk_chooses_how_much_later_a_slow_mail_leaves(settings: Any, clock: Clock) -> None:
    settings.TOCSIN_SLOW_MINUTES = 20
    mail = Mail()
    Verdict("trap").put(mail)
    assert mail.due_at == timezone.now() + timedelta(minutes=20)


def test_what_is_slowed_is_counted_by_reason_and_names_nobody(
    client: Client, revision: Revision
) -> None:
    send(client)
    minutes.flush()
    assert minutes.totals()["slowed", "token"] == 1
    told = minutes.Minute.objects.get(what="slowed")
    assert (told.subject, told.reason, told.number) == ("FA-01-2026", "token", 1)
    page = client.get("/metrics").content.decode()
    assert 'tocsin_signatures_slowed_total{reason="token"} 1' in page


def test_while_the_server_is_locked_a_page_has_no_token_and_is_shown(
    client: Client, revision: Revision
) -> None:
    unlocking.lock()
    assert tokens.make("FA-01-2026") == ""
    assert client.get(PAGE).status_code == 200


def test_the_page_is_the_same_reading_whenever_it_is_made(
    client: Client, revision: Revision, clock: Clock
) -> None:
    first = client.get(PAGE)
    clock.go(seconds=1)
    second = client.get(PAGE)
    assert first.content != second.content
    assert first["ETag"] == second["ETag"]
    assert first["ETag"].startswith('W/"')
    assert client.get(PAGE, headers={"If-None-Match": first["ETag"]}).status_code == 304

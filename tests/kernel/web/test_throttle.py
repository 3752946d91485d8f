"""Tries are counted by connection and kind, and nobody's address is kept."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web import throttle
from tocsin.kernel.web.throttle import Try

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_after_so_many_tries_a_person_is_asked_to_wait() -> None:
    for _turn in range(3):
        throttle.admit("code", "192.0.2.1", 3, HOUR)
    with pytest.raises(Refusal, match=r"Wait 60 minutes, try again."):
        throttle.admit("code", "192.0.2.1", 3, HOUR)


def test_another_connection_and_another_kind_are_counted_apart() -> None:
    throttle.admit("code", "192.0.2.1", 1, HOUR)
    throttle.admit("code", "192.0.2.2", 1, HOUR)
    throttle.admit("alert", "192.0.2.1", 1, HOUR)
    assert Try.objects.count() == 3


def test_tries_are_forgotten_when_their_time_is_over() -> None:
    throttle.admit("code", "192.0.2.1", 1, HOUR)
    Try.objects.update(at=timezone.now() - 2 * HOUR)
    throttle.admit("code", "192.0.2.1", 1, HOUR)
    assert Try.objects.count() == 1


def test_the_worker_forgets_tries_where_nobody_tried_since() -> None:
    throttle.admit("code", "192.0.2.1", 1, HOUR)
    assert throttle.forget() == 0
    Try.objects.update(at=timezone.now() - 2 * HOUR)
    assert throttle.forget() == 1
    assert not Try.objects.exists()


def test_no_address_is_kept() -> None:
    throttle.admit("code", "192.0.2.1", 1, HOUR)
    assert b"192.0.2.1" not in bytes(Try.objects.get().mark)
    assert len(bytes(Try.objects.get().mark)) == 32


@pytest.mark.parametrize(
    ("peer", "told", "counted"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("", "198.51.100.7", ""),
        ("unix:", "198.51.100.7", "unix:"),
        ("192.0.2.1", "198.51.100.7", "192.0.2.1"),
        ("127.0.0.1", "198.51.100.7", "198.51.100.7"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.7", "198.51.100.7"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "nonsense", "nonsense"),
        ("127.0.0.1", "203.0.113.5, unknown", "unknown"),
        ("127.0.0.1", "198.51.100.7:4711", "198.51.100.7"),
        ("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.7", "198.51.100.7"),
    ],
)
def test_behind_a_proxy_of_this_machine_its_last_word_counts(
    peer: str, told: str, counted: str
) -> None:
    headers = {"X-Forwarded-For": told} if told else {}
    request = RequestFactory().get("/alert/", headers=headers, REMOTE_ADDR=peer)
    assert throttle.connection(request) == counted


@pytest.mark.parametrize(
    ("peer", "told", "counted"),
    [
        ("10.0.0.2", "198.51.100.7", "198.51.100.7"),
        ("10.0.0.2", "198.51.100.7, 10.0.0.9", "198.51.100.7"),
        ("10.0.0.2", "1.2.3.4, 198.51.100.7, 10.1.2.3, 10.0.0.9", "198.51.100.7"),
        ("10.0.0.2", "10.1.2.3, 10.0.0.9", "10.1.2.3"),
        ("127.0.0.1", "198.51.100.7", "127.0.0.1"),
    ],
)
def test_a_header_is_read_from_the_right_past_our_own_proxies(
    settings: Any, peer: str, told: str, counted: str
) -> None:
    settings.TOCSIN_PROXIES = [ip_network("10.0.0.0/8")]
    assert throttle.told(peer, told) == counted


def test_without_a_proxy_of_ours_no_header_is_believed(settings: Any) -> None:
    settings.TOCSIN_PROXIES = []
    assert throttle.told("127.0.0.1", "198.51.100.7") == "127.0.0.1"


@given(st.text(max_size=80))
def test_whatever_a_sender_writes_before_it_the_proxys_word_counts(word: str) -> None:
    assert throttle.told("127.0.0.1", f"{word},198.51.100.7") == "198.51.100.7"


def test_a_proxy_that_names_nobody_is_not_everybody() -> None:
    assert throttle.stranger("127.0.0.1") == ""
    assert throttle.stranger("no address") == ""
    assert throttle.stranger("198.51.100.7") == "198.51.100.7"

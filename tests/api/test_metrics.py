"""`/metrics`: every number that is promised, to the networks that are set, and nobody's name."""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests import cast
from tests.paths import ROOT
from tests.signing.people import entry, sign_and_confirm
from tocsin.api import metrics
from tocsin.api.metrics import Metric
from tocsin.kernel import minutes, switches
from tocsin.kernel.mail.outbox import Message, queue
from tocsin.publishing.models import Revision
from tocsin.signing import moves

pytestmark = pytest.mark.django_db

SAMPLE = re.compile(r'([a-z_]+)(\{[a-z]+="[^"\n]*"\})? (-?[0-9.e+]+)')
PAGE = (ROOT / "docs/reference/metrics.md").read_text("utf-8")
TYPED = {"name": "Ada Lind", "email": "no address", "country": "SE", "choice": "addressee"}


@pytest.fixture
def revision() -> Revision:
    """A published appeal that may be signed."""
    cast.signing_key()
    return cast.published()


def read(client: Client, **surroundings: str) -> dict[str, float]:
    """The samples by name and label; each line has the shape that Prometheus reads."""
    answer = client.get("/metrics", **surroundings)  # type: ignore[arg-type]
    assert answer.status_code == 200
    found = {}
    for line in answer.content.decode().splitlines():
        if not line.startswith("# "):
            sample = SAMPLE.fullmatch(line)
            assert sample is not None, line
            found[sample[1] + (sample[2] or "")] = float(sample[3])
    return found


def declared() -> list[Metric]:
    """All metrics of the module."""
    return [one for one in vars(metrics).values() if isinstance(one, Metric)]


def test_the_media_type_is_that_of_the_format(client: Client) -> None:
    answer = client.get("/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content.endswith(b"\n")


def test_every_metric_is_in_the_reference_and_no_other() -> None:
    told = dict(re.findall(r"^\| `(tocsin_\w+)` \| (\w+)", PAGE, re.MULTILINE))
    assert told == {one.name: one.type for one in declared()}


def test_every_metric_is_told_with_its_help_and_type_once(
    client: Client, revision: Revision
) -> None:
    for email in ("no address", "ada@example.org"):
        Client().post("/FA-01-2026/sign/", TYPED | {"email": email})
    minutes.note(minutes.PROOF, "FA-01-2026", "none")
    page = client.get("/metrics").content.decode()
    for one in declared():
        if one is metrics.WRITERS and connection.vendor != "postgresql":
            continue
        assert page.count(f"# HELP {one.name} ") == 1
        assert page.count(f"# TYPE {one.name} {one.type}\n") == 1


def test_it_counts_what_people_do(client: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    moves.sign(revision, entry("Bo Berg", "bo@example.org"))
    Client().post("/FA-01-2026/sign/", TYPED)
    switches.turn(cast.olga(), "mail-paused", "", True, "A flood")
    queue([Message("k", "b", "q@example.org", "Hello", "Text")])
    told = read(client)
    assert told["tocsin_signatures_received_total"] == 2
    assert told["tocsin_signatures_confirmed_total"] == 1
    assert told['tocsin_refusals_total{reason="email"}'] == 1
    assert told['tocsin_mails{state="waiting"}'] == 3
    assert told['tocsin_switches_on{name="mail-paused"}'] == 1
    assert told['tocsin_switches_on{name="sign-closed"}'] == 0
    assert told["tocsin_locked"] == 0


def test_a_counter_never_sinks(client: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org")
    before, after = read(client), read(client)
    counters = [name for name in before if name.partition("{")[0].endswith("_total")]
    assert counters
    assert all(after[name] >= before[name] for name in counters)


def test_it_names_neither_people_nor_appeals(client: Client, revision: Revision) -> None:
    sign_and_confirm(revision, "Ada Lind", "ada@example.org", choice="public")
    Client().post("/FA-01-2026/sign/", TYPED)
    page = client.get("/metrics").content.decode()
    for word in ("Ada", "Lind", "example.org", "FA-01", "127.0.0.1"):
        assert word not in page


@pytest.mark.parametrize(
    ("peer", "told", "status"),
    [
        ("127.0.0.1", "", 200),
        ("::1", "", 200),
        ("::ffff:127.0.0.1", "", 200),
        ("192.0.2.7", "", 403),
        ("127.0.0.1", "192.0.2.7", 403),
        ("127.0.0.1", "127.0.0.1, 192.0.2.7", 403),
        ("192.0.2.7", "127.0.0.1", 403),
        ("127.0.0.1", "nobody", 403),
    ],
)
def test_only_this_machine_may_ask(client: Client, peer: str, told: str, status: int) -> None:
    headers = {"X-Forwarded-For": told} if told else {}
    answer = client.get("/metrics", headers=headers, REMOTE_ADDR=peer)
    assert answer.status_code == status
    if status == 403:
        assert answer.content == b"Only networks named in TOCSIN_METRICS_FROM may read this.\n"


def test_a_network_that_is_set_may_ask(client: Client, settings: Any) -> None:
    settings.TOCSIN_METRICS_FROM = [ip_network("192.0.2.0/24")]
    assert client.get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get("/metrics", REMOTE_ADDR="127.0.0.1").status_code == 403


def test_nobody_posts_to_it(client: Client) -> None:
    assert client.post("/metrics").status_code == 405

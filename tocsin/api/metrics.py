"""`/metrics` for Prometheus (text format 0.0.4): only numbers, only to networks that are set."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tocsin.kernel import minutes, switches
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail import waiting
from tocsin.kernel.transparency import ledger
from tocsin.kernel.web.throttle import connection

TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Metric(NamedTuple):
    """A name that stays, its type, and what it means."""

    name: str
    type: str
    help: str


RECEIVED = Metric("tocsin_signatures_received_total", "counter", "Signatures handed in on the web.")
CONFIRMED = Metric(
    "tocsin_signatures_confirmed_total", "counter", "Signatures confirmed by e-mail and counted."
)
REFUSED = Metric("tocsin_refusals_total", "counter", "Forms of signatories refused, by reason.")
SLOWED = Metric(
    "tocsin_signatures_slowed_total", "counter", "Confirmations put into the slow lane, by reason."
)
PROOFS = Metric(
    "tocsin_signatures_proofs_total",
    "counter",
    "Signatures handed in while proof of work was asked for, by what came.",
)
MAILS = Metric("tocsin_mails", "gauge", "Mails by what they wait for; counting ends at 100000.")
LATE = Metric("tocsin_mail_late_seconds", "gauge", "How long the oldest mail has been due.")
ENTRIES = Metric("tocsin_log_entries", "gauge", "Entries of the public log.")
WRITES = Metric("tocsin_note_writes_total", "counter", "Times that these notes were written.")
WRITE_SECONDS = Metric(
    "tocsin_note_write_seconds_total", "counter", "Time these writes took, waiting included."
)
WRITERS = Metric(
    "tocsin_database_writers_waiting", "gauge", "Connections waiting for a lock (PostgreSQL)."
)
SWITCHES = Metric("tocsin_switches_on", "gauge", "Switches that are on, by name.")
LOCKED = Metric("tocsin_locked", "gauge", "1 while the server's keys are locked away.")
INFO = Metric("tocsin_info", "gauge", "Always 1; the version is its label.")

BY_REASON = (
    (REFUSED, minutes.REFUSED, "reason"),
    (SLOWED, minutes.SLOWED, "reason"),
    (PROOFS, minutes.PROOF, "proof"),
)

Sample = tuple[Metric, str, float]


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """All samples; 403 for whoever asks from elsewhere."""
    if not is_allowed(connection(request)):
        sentence = "Only networks named in TOCSIN_METRICS_FROM may read this.\n"
        return HttpResponse(sentence, status=403, content_type="text/plain; charset=utf-8")
    minutes.flush()
    response = HttpResponse(lines(samples()), content_type=TEXT)
    response["Cache-Control"] = "no-store"
    return response


def is_allowed(address: str) -> bool:
    """Whether the address lies in a network that is set; what is no address does not."""
    try:
        asked = ip_address(address)
    except ValueError:
        return False
    plain = getattr(asked, "ipv4_mapped", None) or asked
    return any(plain in network for network in settings.TOCSIN_METRICS_FROM)


def samples() -> Iterator[Sample]:
    """What is told now."""
    whole = minutes.totals()
    yield RECEIVED, "", whole.get((minutes.RECEIVED, ""), 0)
    yield CONFIRMED, "", whole.get((minutes.CONFIRMED, ""), 0)
    for metric, word, label in BY_REASON:
        for (what, reason), number in sorted(whole.items()):
            if what == word:
                yield metric, _label(label, reason), number
    yield from _mails()
    last = ledger.latest()
    yield ENTRIES, "", last.size if last else 0
    yield WRITES, "", whole.get((minutes.WRITES, ""), 0)
    yield WRITE_SECONDS, "", whole.get((minutes.WRITE_MS, ""), 0) / 1000
    writers = waiting.writers()
    if writers is not None:
        yield WRITERS, "", writers
    standing = [one.name for one in switches.standing()]
    for name in switches.NAMES:
        yield SWITCHES, _label("name", name), standing.count(name)
    yield LOCKED, "", int(vault().locked)
    yield INFO, _label("version", settings.TOCSIN_VERSION), 1


def _mails() -> Iterator[Sample]:
    now = waiting.mails()
    numbers = [
        ("waiting", now.mails),
        ("held", now.held),
        ("slowed", now.slowed),
        ("uncertain", now.uncertain),
        ("failed", now.failed),
    ]
    for state, number in numbers:
        yield MAILS, _label("state", state), number
    yield LATE, "", round(now.late.total_seconds(), 1)


def _label(name: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'{{{name}="{escaped}"}}'


def lines(told: Iterator[Sample]) -> str:
    """The text format: each metric's help and type once, before its samples."""
    page, before = [], None
    for metric, label, value in told:
        if metric != before:
            page += [f"# HELP {metric.name} {metric.help}", f"# TYPE {metric.name} {metric.type}"]
            before = metric
        page.append(f"{metric.name}{label} {round(value, 3) if value % 1 else int(value)}")
    return "\n".join(page) + "\n"

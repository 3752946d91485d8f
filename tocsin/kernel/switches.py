"""Switches for a storm: signing closed, a domain slowed, mail paused, the number hidden.

A switch that is on is a row: who turned it, why, since when. Every process reads the rows once a
second at most, so that one turned anywhere works everywhere within a second. Both ways it is one
person's word, written into the audit trail.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel import audit, domains
from tocsin.kernel.refusal import Refusal

SIGN_CLOSED, NUMBER_HIDDEN = "sign-closed", "number-hidden"
MAIL_PAUSED, DOMAIN_SLOW = "mail-paused", "domain-slow"
LOG_WAITS = "log-waits"  # set by a restore, undone by `tocsin log recover` alone
NAMES = {
    SIGN_CLOSED: gettext_lazy("Signing is closed"),
    NUMBER_HIDDEN: gettext_lazy("The number of signatures is hidden"),
    MAIL_PAUSED: gettext_lazy("Mail is paused"),
    DOMAIN_SLOW: gettext_lazy("Mail goes slowly"),
    LOG_WAITS: gettext_lazy("The public log waits"),
}
ABOUT_APPEALS = {SIGN_CLOSED, NUMBER_HIDDEN}  # an empty subject is all of them
DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")  # RFC 1035 §2.3.4
KEPT = 1.0  # seconds


class Switch(models.Model):
    """A switch that is on; `subject` is an appeal's ID, a mail domain, or empty for all.

    `next_at` is when the next mail to a slow domain may leave (kernel.mail.lanes).
    """

    name = models.CharField(max_length=20)
    subject = models.CharField(max_length=253, blank=True)
    why = models.CharField(max_length=300)
    by = models.CharField(max_length=150)
    since = models.DateTimeField()
    next_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "kernel"
        ordering = ["since", "id"]
        constraints = [
            models.UniqueConstraint(fields=["name", "subject"], name="one_switch_of_a_kind")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject}".strip()

    @property
    def words(self) -> str:
        """What it does, in the reader's language."""
        return str(NAMES.get(self.name, self.name))


@dataclass
class _Known:
    """The rows as this process read them last, and until when that is good."""

    state: tuple[float, tuple[Switch, ...]] = (0.0, ())  # replaced whole: threads need no lock


_known = _Known()


def standing(clock: Callable[[], float] = time.monotonic) -> tuple[Switch, ...]:
    """All that are on, the oldest first; read anew when a second has passed."""
    now = clock()
    until, rows = _known.state
    if now < until:
        return rows
    rows = tuple(Switch.objects.all())
    _known.state = now + KEPT, rows
    return rows


def forget() -> None:
    """The next question reads the rows again."""
    _known.state = (0.0, ())


def on(name: str, subject: str = "") -> bool:
    """Whether the switch is on, for all or for this subject."""
    return any(one.name == name and one.subject in ("", subject) for one in standing())


def turn(actor: object, name: str, subject: str, on: bool, why: str = "") -> None:
    """Turns a switch; one that stands as wanted already is left alone. May be repeated.

    Raises Refusal ("subject" or "why"): no such domain, no reason for turning it on. Who may do it
    is asked by people.switching.
    """
    subject, why = _clean(name, subject), " ".join(why.split())[:300]
    if on and not why:
        raise Refusal(_("Say why, in a few words: everybody at the desk reads it."), "why")
    with transaction.atomic():
        if on:
            told = {"why": why, "by": _name(actor), "since": timezone.now()}
            _row, changed = Switch.objects.get_or_create(name=name, subject=subject, defaults=told)
        else:
            rows = Switch.objects.filter(name=name, subject=subject)
            changed = bool(rows.delete()[0])
        if changed:
            verb = "switch on" if on else "switch off"
            audit.record(_name(actor), verb, "switch", name, about=subject, why=why)
        forget()
        transaction.on_commit(forget)


def _name(actor: object) -> str:
    return str(getattr(actor, "username", actor))


def _clean(name: str, subject: str) -> str:
    if name not in NAMES:
        raise Refusal(_("There is no such switch."))
    if name in ABOUT_APPEALS:
        return subject.strip()
    if name in {MAIL_PAUSED, LOG_WAITS}:
        return ""
    domain = domains.of(subject)
    if not DOMAIN.fullmatch(domain):
        raise Refusal(
            _("Write the domain that mail is to go to slowly, like example.org."), "subject"
        )
    return domain

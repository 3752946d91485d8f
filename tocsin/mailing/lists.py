"""A list of people who agreed to get appeals, from a CSV file; each line is answered for."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tocsin.kernel import audit
from tocsin.kernel.crypto.home import vault
from tocsin.kernel.crypto.vault import Locked
from tocsin.kernel.progress import counted
from tocsin.kernel.refusal import Refusal
from tocsin.mailing import network
from tocsin.mailing.models import Subscriber
from tocsin.mailing.network import Wish
from tocsin.mailing.tables import Row, read_table
from tocsin.people.roles import Actor, Role, require
from tocsin.vocabulary import countries as all_countries
from tocsin.vocabulary import issues as all_issues


@dataclass(frozen=True)
class Line:
    """What becomes of one line: taken, or why not."""

    number: int
    email: str
    problem: str = ""

    @property
    def taken(self) -> bool:
        """Whether the person is (or would be) in the network by this line."""
        return not self.problem


@dataclass
class Report:
    """All lines of a file."""

    lines: list[Line] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """How many people come in."""
        return sum(line.taken for line in self.lines)

    @property
    def refused(self) -> list[Line]:
        """Lines that bring nobody in."""
        return [line for line in self.lines if not line.taken]

    def in_words(self) -> str:
        """One sentence."""
        not_taken = len(self.refused)
        taken = ngettext("%(n)s person taken", "%(n)s people taken", self.taken) % {"n": self.taken}
        rest = ngettext("%(n)s line not", "%(n)s lines not", not_taken) % {"n": not_taken}
        return f"{taken}, {rest}."


@dataclass(frozen=True)
class Person:
    """A line that can be taken."""

    address: str
    wish: Wish
    agreed: date


def understood(row: Row) -> Person:
    """What a line says; raises Refusal with what is wrong."""
    for name, cell in row.cells.items():
        if cell.startswith(("=", "+", "-", "@")):
            raise Refusal(
                _("The cell “%(name)s” begins with “%(sign)s”, which a spreadsheet would run.")
                % {"name": name, "sign": cell[0]}
            )
    if not row.cells["email"]:
        raise Refusal(_("There is no e-mail address."))
    try:
        address = network.checked(row.cells["email"])
    except Refusal as refusal:
        raise Refusal(_("This is no e-mail address that mail can be sent to.")) from refusal
    wanted = Wish(_language(row), _countries(row), _issues(row))
    return Person(address, wanted, _agreed(row.cells["agreed_on"]))


def _language(row: Row) -> str:
    language = row.cells.get("language", "").lower() or "en"
    try:
        return network.wish(language, (), ()).language
    except Refusal as refusal:
        raise Refusal(
            _("The language “%(word)s” is not offered here.") % {"word": language[:20]}
        ) from refusal


def _countries(row: Row) -> tuple[str, ...]:
    found = []
    for word in row.several("countries"):
        pieces = [word]
        if all(len(piece) == 2 for piece in word.split()):
            pieces = word.split()  # codes may stand apart by spaces, names may hold spaces
        for piece in pieces:
            code = piece.upper() if all_countries.is_code(piece.upper()) else None
            code = code or all_countries.by_name(piece)
            if code is None:
                raise Refusal(_("The country “%(word)s” is not known.") % {"word": piece[:60]})
            found.append(code)
    return tuple(dict.fromkeys(found))


def _issues(row: Row) -> tuple[str, ...]:
    found = []
    for word in row.several("issues"):
        slug = all_issues.by_name(word)
        if slug is None:
            raise Refusal(_("The issue “%(word)s” is not in the list.") % {"word": word[:60]})
        found.append(slug)
    return tuple(dict.fromkeys(found))


def _agreed(text: str) -> date:
    if not text:
        raise Refusal(_("It does not say when the person agreed (agreed_on)."))
    try:
        agreed = date.fromisoformat(text)
    except ValueError as error:
        raise Refusal(
            _("The day “%(text)s” is not written like 2026-10-03.") % {"text": text[:30]}
        ) from error
    if agreed > timezone.localdate() or agreed.year < 1970:
        raise Refusal(_("The day they agreed cannot be right: %(text)s.") % {"text": text})
    return agreed


def preview(actor: Actor, raw: bytes) -> Report:
    """What `bring_in` would do; changes nothing."""
    require(actor, Role.OFFICER)
    return _walk(raw)[0]


def bring_in(actor: Actor, raw: bytes) -> Report:
    """Takes everybody in who can be taken; raises Refusal where the file itself is no list."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        report, people = _walk(raw)
        Subscriber.objects.bulk_create([_subscriber(one) for one in people], batch_size=500)
        audit.record(
            actor, "bring in list", "network", "list", taken=report.taken, lines=len(report.lines)
        )
    return report


def _walk(raw: bytes) -> tuple[Report, list[Person]]:
    rows = read_table(raw)
    known = _known([row.cells["email"] for row in rows])
    report, people = Report(), []
    for row in counted(rows, "Lines"):
        try:
            person = understood(row)
            mark = network.tag(person.address)
            if mark in known:
                raise Refusal(_why_not(known[mark]))
        except Refusal as refusal:
            report.lines.append(Line(row.number, row.cells["email"][:80], refusal.sentence))
            continue
        known[mark] = "this file"
        people.append(person)
        report.lines.append(Line(row.number, person.address))
    return report, people


def _known(addresses: list[str]) -> dict[bytes, str]:
    marks = [network.tag(address) for address in addresses]
    found: dict[bytes, str] = {}
    for start in range(0, len(marks), 500):
        rows = Subscriber.objects.filter(tag__in=marks[start : start + 500])
        found |= {bytes(mark): state for mark, state in rows.values_list("tag", "state")}
    return found


def _why_not(state: str) -> str:
    if state == "left":
        return _("This person has left the network; only they themselves can join again.")
    if state == "asked":
        return _("This person asked to join and has not pressed the button in our mail yet.")
    if state == "this file":
        return _("This address stands in the file twice.")
    return _("This person is in the network already.")


def _subscriber(person: Person) -> Subscriber:
    mark = network.tag(person.address)
    agreed = person.agreed
    return Subscriber(
        tag=mark,
        address=network.encrypted(person.address, mark),
        language=person.wish.language,
        countries=list(person.wish.countries),
        issues=list(person.wish.issues),
        state="subscribed",
        way="list",
        leave=network.new_leave(),
        agreed_at=datetime(agreed.year, agreed.month, agreed.day, tzinfo=UTC),
    )


def carried(actor: Actor, raw: bytes) -> str:
    """The file, locked, so that a page can hold it between the preview and the button."""
    blob = vault().encrypt("list-preview", raw, actor.username.encode())
    return base64.b64encode(blob).decode()


def uncarried(actor: Actor, text: str) -> bytes:
    """The file again; raises Refusal where it is not what this person was shown."""
    try:
        blob = base64.b64decode(text, validate=True)
        return vault().decrypt("list-preview", blob, actor.username.encode())
    except Locked:
        raise
    except (Refusal, binascii.Error, ValueError) as error:
        raise Refusal(_("The file was lost on the way. Choose it again."), "file") from error

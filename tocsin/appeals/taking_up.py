"""An alert is taken up: it becomes a case with claims, and a draft appeal that rests on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import marking, related
from tocsin.appeals.facts import set_facts
from tocsin.appeals.marks import disarmed
from tocsin.appeals.models import Appeal, DocumentType
from tocsin.appeals.moves import make
from tocsin.appeals.numbers import next_id
from tocsin.appeals.references import Reference, resolve
from tocsin.appeals.texts import LIMITS, save_text
from tocsin.authorities.moves import find_or_add
from tocsin.cases.models import Case
from tocsin.cases.moves import open_from_alert
from tocsin.cases.reads import standing
from tocsin.intake import moves as intake
from tocsin.intake.models import Alert
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

USUAL = "FA"
LEFT_OUT = "[…]"


def bring_in(
    actor: Actor, raw: bytes, filename: str, way: str, *, beside: str = ""
) -> tuple[Alert, Appeal | None]:
    """Receives a document and takes it up, both or neither; no appeal where it was here before.

    Raises Refusal for what cannot be read, a taken ID and a full disk; then nothing is left.
    """
    require(actor, Role.OFFICER)
    with intake.kept(raw), transaction.atomic():
        alert, new = intake.receive(actor, raw, filename, way, beside=beside)
        return alert, take_up(actor, alert) if new else None


def appeal_of(alert: Alert) -> Appeal | None:
    """The appeal that an alert became."""
    return Appeal.objects.filter(case__alert=alert).order_by("pk").first()


def take_up(actor: Actor, alert: Alert) -> Appeal:
    """Case, claims, sources, partner, offices and draft in one transaction.

    The draft keeps the document's own ID where it has one; raises Refusal when that is taken.
    Its sentences that were made of a claim are marked with it.
    """
    require(actor, Role.OFFICER)
    with transaction.atomic():
        case = open_from_alert(actor, alert)
        read = alert.reading
        kind = _kind(actor, read["document_type"])
        document_id = alert.document_id or next_id(kind.code, timezone.localdate().year)
        appeal = make(actor, case, kind, document_id, case.language, document_date=_day(read))
        _facts(actor, appeal, case, read)
        save_text(actor, appeal, case.language, appeal.version, **_texts(alert, appeal))
        appeal.refresh_from_db()
        _relate(actor, appeal, alert)
    appeal.refresh_from_db()
    return appeal


def references(alert: Alert) -> list[Reference]:
    """The other appeals that an alert names, those that are not known among them."""
    return resolve(alert.text, alert.reading["related"], alert.document_id)


def _relate(actor: Actor, appeal: Appeal, alert: Alert) -> None:
    """What it names is noted; an update takes over addressees and letter."""
    known = [one.appeal for one in references(alert) if one.appeal]
    related.link(actor, appeal, known)
    related.inherit(actor, appeal)


def _kind(actor: Actor, told: dict[str, str] | None) -> DocumentType:
    """The type the document says it is, entered where it is new; else the usual one."""
    if told and told.get("code"):
        code = told["code"]
        names = {"en": told.get("name") or code}
        kind, new = DocumentType.objects.get_or_create(
            code=code, defaults={"names": names, "offered": False}
        )
        if new:
            audit.record(actor, "save document type", "document type", code, offered=False)
        return kind
    offered = DocumentType.objects.filter(offered=True)
    usual = offered.filter(code=USUAL).first() or offered.first()
    if usual is None:
        raise Refusal(_("No document type is set up. Ask an administrator to add one."))
    return usual


def _facts(actor: Actor, appeal: Appeal, case: Case, read: dict[str, Any]) -> None:
    countries = list(read["countries"])
    where = countries[0] if countries else ""
    set_facts(
        actor,
        appeal,
        appeal.version,
        countries=countries,
        issues=read["issues"],
        addressees=[find_or_add(actor, name, where) for name in read["addressees"]],
        claims=standing(case),
        partner=case.partner,
        document_date=appeal.document_date,
    )


def _texts(alert: Alert, appeal: Appeal) -> dict[str, str]:
    """The parts of the draft, with the marks of which there is no doubt."""
    read = alert.reading
    found = {part: disarmed(str(read.get(part) or "")) for part in LIMITS}
    found["headline"] = found["headline"] or disarmed(alert.title)[: LIMITS["headline"]]
    found["body"] = _covered(disarmed(str(read.get("cover") or "")), found["body"])
    texts = {part: _within(words, LIMITS[part]) for part, words in found.items()}
    claims = marking.texts(appeal.claims.select_related("case"), appeal.original_language)
    made = {part: marking.of_claims(words, claims) for part, words in texts.items()}
    # Where marks leave no room, the words go first.
    return {
        part: words if len(words) <= LIMITS[part] else texts[part] for part, words in made.items()
    }


def _covered(cover: str, body: str) -> str:
    """The cover note above the text it covers: the gate holds it against the claims."""
    above = "" if body.startswith(cover) else cover
    return "\n\n".join(part for part in (above, body) if part)


def _day(read: dict[str, Any]) -> date | None:
    return date.fromisoformat(read["date"]) if read["date"] else None


def _within(text: str, limit: int) -> str:
    """The text, cut after a whole paragraph where it is too long; the alert has it all."""
    if len(text) <= limit:
        return text
    room = text[: limit - len(LEFT_OUT) - 2]
    whole, _gap, _rest = room.rpartition("\n\n")
    return f"{whole or room}\n\n{LEFT_OUT}"

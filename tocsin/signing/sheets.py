"""Paper: a numbered sheet is printed, comes back filled, and is entered line by line."""

from __future__ import annotations

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from tocsin.appeals.models import Appeal
from tocsin.kernel import audit, coarse
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require
from tocsin.publishing import stopping
from tocsin.publishing.models import Revision
from tocsin.publishing.prose import plain, unmarked
from tocsin.signing import commitments, counting, entries, logged, retention, sheet_paper
from tocsin.signing.entries import Entry
from tocsin.signing.mailboxes import Mailbox, mailbox
from tocsin.signing.models import SHEET, Line, Sheet, Signature
from tocsin.signing.sealing import key_in_use, packed, sealed
from tocsin.vocabulary.languages import direction

REASONS = [
    ("unreadable", gettext_lazy("unreadable")),
    ("no name", gettext_lazy("no name")),
    ("signed twice", gettext_lazy("signed twice")),
    ("not a person", gettext_lazy("not a person")),
    ("other", gettext_lazy("another reason")),
]
# Nothing of a sheet is shown to everybody: paper asks only who may take the name along.
CHOICES = ("addressee", "counted")
LONGEST_PLACE = 120


def print_sheet(
    actor: Actor, revision: Revision, language: str, place: str, lines: int = 10
) -> Sheet:
    """The next sheet of the appeal, in a language that the revision has."""
    require(actor, Role.OFFICER)
    if revision.appeal.state != "published":
        raise Refusal(_("Sheets are printed only for an appeal that is open for signing."))
    if language not in revision.content["texts"]:
        raise Refusal(_("The appeal is not published in this language."), "language")
    place = _place(place)
    with transaction.atomic():
        # Holding the appeal makes two printers wait for each other, so that no number is lost.
        appeal = Appeal.objects.select_for_update(no_key=True).get(pk=revision.appeal_id)
        last = Sheet.objects.filter(appeal=appeal).aggregate(last=Max("number"))["last"] or 0
        sheet = Sheet.objects.create(
            appeal=appeal,
            revision=revision,
            number=last + 1,
            language=language,
            lines=lines,
            place=place,
            printed_by=actor.username,
        )
        audit.record(actor.username, "print sheet", "appeal", appeal, number=sheet.number)
    return sheet


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF, A4, made of the revision that it was printed from.

    Raises Refusal while the appeal is stopped, and where it was withdrawn.
    """
    stopping.refuse(sheet.appeal)
    content, language = sheet.revision.content, sheet.language
    text = unmarked(content["texts"][language])
    offices = [one["names"].get(language) or one["name"] for one in content["addressees"]]
    data = sheet_paper.SheetData(
        organisation=content["organisation"],
        document_id=content["document_id"],
        headline=text["headline"],
        ask=plain(text["ask"]),
        addressees=offices,
        number=sheet.number,
        url=_page(content["document_id"], language),
        language=language,
        printed=timezone.localdate(sheet.printed_at),
        direction=direction(language),
        lines=sheet.lines,
        place=sheet.place,
    )
    return sheet_paper.sheet_pdf(data)


def _page(document_id: str, language: str) -> str:
    """Where whoever holds the sheet reads the appeal, in the language of the sheet."""
    with override(language):
        return settings.TOCSIN_ADDRESS + reverse("site:appeal", args=[document_id])


def _place(place: str) -> str:
    place = place.strip()
    if len(place) > LONGEST_PLACE or not place.isprintable():
        raise Refusal(_("Name the office in at most 120 characters of one line."), "place")
    return place


def enter_line(
    actor: Actor,
    sheet: Sheet,
    number: int,
    *,
    name: str,
    country: str,
    choice: str,
    email: str = "",
    comment: str = "",
) -> Line:
    """Seals what one line says at once and counts it; each line once.

    Where an e-mail address stands on the line and its owner is counted already, the line is
    kept as repeated. Raises Refusal with the field that is wrong.
    """
    require(actor, Role.OFFICER)
    entry = _entry(name, email.strip(), country, comment, choice, sheet.language)
    retention.refuse(sheet.appeal)
    key, told = key_in_use(), packed(entry, "paper", commitments.of_paper())
    box = mailbox(sheet.appeal, entry.email, entry.name) if entry.email else None
    with transaction.atomic():
        line = _line(actor, sheet, number)
        signature = Signature(
            appeal=sheet.appeal,
            revision=sheet.revision,
            channel="paper",
            sealed=sealed(sheet.appeal, told, key),
            key_id=key.key_id,
            commitment=told.commitment,
            likeness=box and box.likeness,
            domain=box and box.domain,
            language=sheet.language,
            counted_at=coarse.this_minute(),
        )
        _count_once(signature, box)
        line.signature = signature
        line.save(update_fields=["signature"])
        _after(actor, line)
    return line


def _entry(name: str, email: str, country: str, comment: str, choice: str, language: str) -> Entry:
    return Entry(
        name=entries.clean_name(name),
        email=entries.clean_email(email) if email else "",
        country=entries.clean_country(country),
        comment=entries.clean_comment(comment),
        choice=entries.clean_choice(choice, CHOICES),
        language=language,
    )


def _count_once(signature: Signature, box: Mailbox | None) -> None:
    """Counted, unless the database knows that this person of this mailbox is."""
    if box is not None:
        rows = counting.of_one_mailbox(signature.appeal_id, box.places)
        place = counting.find(rows, box.places, box.likeness, proved=False)
        signature.tag = place.tag
        if place.repeats is not None:
            _save_repeated(signature)
            return
    signature.state = "counted"
    try:
        with transaction.atomic():
            signature.save()
            logged.counted(signature)
    except IntegrityError:
        _save_repeated(signature)


def _save_repeated(signature: Signature) -> None:
    signature.state, signature.counted_at = "repeated", None
    signature.save()


def reject_line(actor: Actor, sheet: Sheet, number: int, reason: str) -> Line:
    """Notes why a line is not counted; each line once."""
    require(actor, Role.OFFICER)
    if reason not in dict(REASONS):
        raise Refusal(_("Choose a reason from the list."), "rejected")
    with transaction.atomic():
        line = _line(actor, sheet, number, rejected=reason)
        _after(actor, line)
    return line


def _line(actor: Actor, sheet: Sheet, number: int, rejected: str = "") -> Line:
    """Takes the line; the sheet is held so that two people cannot enter the same one."""
    held = Sheet.objects.select_for_update().get(pk=sheet.pk)
    if not 1 <= number <= held.lines:
        raise Refusal(_("Sheet %(sheet)d has no such line.") % {"sheet": held.number})
    if Line.objects.filter(sheet=held, number=number).exists():
        raise Refusal(
            _("Line %(line)d is entered already; nothing was changed.") % {"line": number}, "name"
        )
    if held.state == "entered":
        raise Refusal(_("This sheet is finished; no line can be added to it."))
    return Line.objects.create(
        sheet=held, number=number, rejected=rejected, entered_by=actor.username
    )


def _after(actor: Actor, line: Line) -> None:
    """Audit without a name; the last line finishes the sheet."""
    sheet = line.sheet
    verb = "reject line" if line.rejected else "enter line"
    told = {"line": line.number, "reason": line.rejected}
    audit.record(actor.username, verb, "sheet", sheet, **told)
    if Line.objects.filter(sheet=sheet).count() == sheet.lines:
        _finish(actor, sheet)


def finish(actor: Actor, sheet: Sheet) -> Sheet:
    """Says that the lines not entered are empty on the paper."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        held = Sheet.objects.select_for_update().get(pk=sheet.pk)
        _finish(actor, held)
    return held


def _finish(actor: Actor, sheet: Sheet) -> None:
    sentence = _("This sheet is finished already; nothing was changed.")
    sheet.state = SHEET.check(sheet.state, "entered", sentence)
    sheet.save(update_fields=["state"])
    logged.sheet_entered(sheet)
    audit.record(actor.username, "finish sheet", "sheet", sheet)

"""The gate before the bell: sentences that say too much, or say what harms somebody.

Each finding is named with its sentence, the reason and the remedy. A second person may override
one of wording or harm with a written reason; that holds for exactly this sentence and the claims
that it cites as they stand, and falls when either changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from urllib.parse import unquote

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tocsin.appeals import guard, marks
from tocsin.appeals import reads as appeals
from tocsin.appeals.content import Content, content
from tocsin.appeals.models import Appeal
from tocsin.cases import reads as cases
from tocsin.cases import typed
from tocsin.cases.concerned import Person
from tocsin.cases.consent import consent_gaps, is_settled, may_be_named, may_be_read
from tocsin.cases.rendering import fold, mentioned
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, has, require
from tocsin.publishing import audiences, prose
from tocsin.publishing.differences import PARTS
from tocsin.publishing.floor import appeals as floor
from tocsin.publishing.harm import findings, texts
from tocsin.publishing.models import Override, Revision
from tocsin.vocabulary import languages

WORDING, HARM, CONSENT = "wording", "harm", "consent"
FACTS = "facts"


@dataclass(frozen=True)
class Objection:
    """What stands against a sentence. `remedy` is a wording that would pass, or what to do.

    `key` is a hash of everything that an override holds for; empty where none is possible.
    """

    kind: str
    part: str
    language: str
    sentence: str
    reason: str
    remedy: str
    claims: tuple[str, ...] = ()
    key: str = ""

    @property
    def place(self) -> str:
        """Where it stands, in words: summary (English), claim c2."""
        if self.part == FACTS:
            return _("facts and attachments")
        if self.part not in PARTS:
            return _("claim %(ref)s") % {"ref": self.part}
        return f"{PARTS[self.part]} ({languages.named(self.language)})"


def objections(appeal: Appeal, made: Content, today: date | None = None) -> list[Objection]:
    """Everything that stands against a content, overridden or not."""
    day = today or timezone.localdate()
    return [*_wording(made), *_harm(made, day), *_consent(appeal, made, day)]


def unchecked(made: Content) -> list[str]:
    """The languages for which there are no rules: a second person has to read them."""
    found = floor.findings(_readable(made))
    return list(dict.fromkeys(one.language for one in found if one.unchecked))


def standing(
    appeal: Appeal, made: Content, proposer: str = "", today: date | None = None
) -> list[Objection]:
    """The objections that nobody overrode; an override by the proposer counts for nothing."""
    rows = Override.objects.filter(appeal=appeal)
    keys = set(rows.exclude(by=proposer).values_list("key", flat=True))
    return [one for one in objections(appeal, made, today) if one.key not in keys]


def refuse(appeal: Appeal, made: Content, proposer: str) -> None:
    """Raises Refusal with every objection that stands, one sentence after the other."""
    if found := standing(appeal, made, proposer):
        told = _("“%(sentence)s” (%(place)s): %(reason)s")
        raise Refusal(
            " ".join(
                told % {"sentence": one.sentence, "place": one.place, "reason": one.reason}
                for one in found
            )
        )


def override(actor: Actor, appeal: Appeal, key: str, reason: str) -> Override:
    """A second person lets one finding pass, and says why.

    Raises Refusal for a writer of the text, and where the sentence is another one by now.
    """
    require(actor, Role.APPROVER)
    reason = typed.reason(reason)
    with transaction.atomic():
        held = guard.hold_open(appeal)
        found = {one.key: one for one in objections(held, content(held)) if one.key}
        if key not in found:
            raise Refusal(_("This sentence was changed; nothing stands against it any more."))
        if _wrote(actor, held):
            raise Refusal(_("You wrote this yourself. Ask another approver to read it."))
        one = found[key]
        made, _new = Override.objects.update_or_create(
            appeal=held,
            key=key,
            defaults={
                "kind": one.kind,
                "part": one.part,
                "language": one.language,
                "sentence": one.sentence,
                "finding": one.reason,
                "reason": reason,
                "by": actor.username,
            },
        )
        # The sentence itself may harm: the trail names its place alone.
        detail = {"finding": one.kind, "part": one.part, "language": one.language, "key": key[:12]}
        audit.record(actor, "override finding", "appeal", held.document_id, **detail)
    return made


def published_overrides(appeal: Appeal, made: Content) -> list[dict[str, str]]:
    """What readers may know: sentences that stand there in spite of the check of wording."""
    keys = [one.key for one in objections(appeal, made) if one.kind == WORDING]
    rows = Override.objects.filter(appeal=appeal, key__in=keys, kind=WORDING).order_by("pk")
    names = ("part", "language", "sentence", "finding", "reason")
    persons, today = audiences.hidden(appeal, audiences.PUBLIC), timezone.localdate()
    told = []
    for row in rows:
        one = {name: str(getattr(row, name)) for name in names}
        for name in ("sentence", "finding", "reason"):
            one[name] = audiences.plain_of(one[name], persons, today, row.language)
        if audiences.parts_of_names(persons) & set(fold(row.finding)[0].split()):
            # “The name X is in no claim”: a part of a name is none that could be found.
            one["finding"] = _("A name in it is in no claim that is cited.")
        told.append(one)
    return told


def may_override(actor: Actor, appeal: Appeal) -> bool:
    """Whether the actor is a second person, who may let a finding pass."""
    return has(actor, Role.APPROVER) and not _wrote(actor, appeal)


def _wrote(actor: Actor, appeal: Appeal) -> bool:
    last = Revision.objects.filter(appeal=appeal).order_by("-number").first()
    return actor.username in appeals.writers(appeal, last.published_at if last else None)


def _readable(made: Content) -> Content:
    """The content with its marks written as the floor reads them."""
    written = {
        language: {part: marks.canonical(words) for part, words in parts.items()}
        for language, parts in made["texts"].items()
    }
    return made | {"texts": written}


def _wording(made: Content) -> Iterator[Objection]:
    status = {claim["ref"]: claim["status"] for claim in made["claims"]}
    for one in floor.findings(_readable(made)):
        if one.unchecked or one.verdict == "pass":
            continue
        cited = [[ref, status.get(ref, "")] for ref in one.claims]
        key = _hash(WORDING, one.verdict, one.language, one.sentence, cited)
        words = (one.part, one.language, one.sentence, one.reason, one.suggestion)
        yield Objection(WORDING, *words, claims=one.claims, key=key)


def _harm(made: Content, today: date) -> Iterator[Objection]:
    for part, language, text in _spoken(made):
        for _start, sentence in texts.sentences(text):
            for one in findings(sentence, language, today):
                said = " ".join(sentence.split())
                key = _hash(HARM, one.kind, language, said, one.text)
                reason = _("“%(words)s” may harm somebody.") % {"words": one.text}
                yield Objection(HARM, part, language, said, f"{reason} {one.remedy}", "", key=key)


def _consent(appeal: Appeal, made: Content, today: date) -> Iterator[Objection]:
    """No override: who may be named is decided by the person, not by the desk."""
    persons = list(cases.persons(appeal.case))
    unasked = [one for one in persons if not is_settled(one, today)]
    for part, language, text in _spoken(made):
        for person in mentioned(text, unasked):
            reason = _("no consent lets everybody read the name of “%(name)s”.")
            remedy = _("Record the consent at the case, or take the name out here.")
            told = f"{reason % {'name': str(person)}} {remedy}"
            yield Objection(CONSENT, part, language, str(person), told, remedy)
    settled = [one for one in persons if one not in unasked]
    yield from _still_named(appeal, made, settled, today)
    for claim in appeal.claims.all():
        if not may_be_read(claim, "public"):
            told = consent_gaps([claim], "public", today)[0]
            yield Objection(CONSENT, str(claim), appeal.original_language, str(claim), told, "")


def _still_named(
    appeal: Appeal, made: Content, persons: list[Person], today: date
) -> Iterator[Objection]:
    """Names that are left where they cannot be replaced: a fact, an address, a coded letter."""
    withheld = [one for one in persons if not may_be_named(one, audiences.PUBLIC, today)]
    public = audiences.rendered(made, [*audiences.hidden(appeal, audiences.PUBLIC, today)], today)
    for part, words in _everything(public):
        for person in mentioned(words, withheld):
            reason = _("the public text would still name “%(name)s”. Take the name out there.")
            told = reason % {"name": str(person)}
            language = public["original_language"]
            yield Objection(CONSENT, part, language, str(person), told, "")


def _everything(made: Content) -> Iterator[tuple[str, str]]:
    """Each string of a content as a reader meets it: letters in code and in addresses decoded."""
    for part, _language, words in _spoken(made):
        yield part, f"{unquote(unescape(words))} . {unquote(prose.plain(words))}"
    for name, value in made.items():
        if name not in {"texts", "claims"}:
            yield FACTS, json.dumps(value, ensure_ascii=False)
    for claim in made["claims"]:
        named = [one["name"] for key in ("sources", "denied_by") for one in claim.get(key, [])]
        yield claim["ref"], " . ".join(named)


def _spoken(made: Content) -> Iterator[tuple[str, str, str]]:
    """Everything that people wrote, without marks: part or claim, language, text."""
    for language, parts in made["texts"].items():
        for part, words in parts.items():
            yield part, language, marks.bare(words)
    for claim in made["claims"]:
        for language, words in claim["texts"].items():
            yield claim["ref"], language, words


def _hash(*words: object) -> str:
    return hashlib.sha256(json.dumps(words, ensure_ascii=False).encode()).hexdigest()

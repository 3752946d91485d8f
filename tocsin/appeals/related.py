"""Appeals that belong together: noted by an import or by hand, and what an update takes over.

An update (its type is of the family “update”) takes over the addressees and the letter of what
it updates, where it has none of its own.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.appeals import guard, marking
from tocsin.appeals.marks import bare
from tocsin.appeals.models import Addressee, Appeal, FormerName, Relation, Text
from tocsin.appeals.references import Index, Reference, former, is_update, resolve
from tocsin.intake import identifiers
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require


def link(actor: Actor, appeal: Appeal, others: Iterable[Appeal]) -> int:
    """Notes that the appeal names others; how many are new."""
    require(actor, Role.OFFICER)
    wanted = [one for one in dict.fromkeys(others) if one.pk != appeal.pk]
    with transaction.atomic():
        held = set(appeal.relations.values_list("other_id", flat=True))
        new = [one for one in wanted if one.pk not in held]
        start = len(held)
        Relation.objects.bulk_create(
            Relation(appeal=appeal, other=one, order=start + at) for at, one in enumerate(new)
        )
        if new:
            names = [one.document_id for one in new]
            audit.record(actor, "relate appeal", "appeal", appeal.document_id, others=names)
    return len(new)


def add(actor: Actor, appeal: Appeal, text: str) -> Appeal:
    """One more appeal that this one names, by ID or old address; Refusal with what is near."""
    require(actor, Role.OFFICER)
    text = text.strip()
    if not text:
        raise Refusal(_("Write the ID of the other appeal."), "other")
    references = resolve(text, [text] if identifiers.parse(text) else [])
    known = next((one.appeal for one in references if one.appeal), None)
    known = known or Appeal.objects.filter(document_id__iexact=text).first()
    if known is None:
        index = Index()
        if pk := index.former.get(former(text)):
            known = Appeal.objects.get(pk=pk)
        else:
            raise Refusal(Reference(text[:100], None, index.near(text)).question, "other")
    if known.pk == appeal.pk:
        raise Refusal(_("This is the appeal itself. Write the ID of another one."), "other")
    with transaction.atomic():
        link(actor, appeal, [known])
        inherit(actor, appeal)
    return known


def remove(actor: Actor, relation: Relation) -> None:
    """The appeal does not name the other one after all."""
    require(actor, Role.OFFICER)
    with transaction.atomic():
        other = relation.other.document_id
        relation.delete()
        audit.record(actor, "unrelate appeal", "appeal", relation.appeal.document_id, other=other)


def add_former(actor: Actor, appeal: Appeal, name: str) -> FormerName:
    """An old address or name under which others cite the appeal."""
    require(actor, Role.OFFICER)
    plain = former(name)
    if len(plain) < 4:
        raise Refusal(_("Write the old address or name whole."), "name")
    if taken := FormerName.objects.filter(name=plain).select_related("appeal").first():
        raise Refusal(_("This name belongs to %(id)s already.") % {"id": taken.appeal}, "name")
    with transaction.atomic():
        made = FormerName.objects.create(appeal=appeal, name=plain)
        audit.record(actor, "add former name", "appeal", appeal.document_id, name=plain)
    return made


def inherit(actor: Actor, appeal: Appeal) -> list[str]:
    """Addressees and letter of what an update updates, where it has none; the parts taken over."""
    if not is_update(appeal.document_type_id) or appeal.state != "draft":
        return []
    named = [one.other for one in appeal.relations.select_related("other").order_by("order")]
    taken: list[str] = []
    with transaction.atomic():
        if not Addressee.objects.filter(appeal=appeal).exists() and _take_addressees(appeal, named):
            taken.append("addressees")
        if _take_letter(appeal, named):
            taken.append("letter")
        if taken:
            guard.save(actor, appeal, appeal.version)
            audit.record(actor, "inherit", "appeal", appeal.document_id, parts=taken)
    return taken


def _take_addressees(appeal: Appeal, named: list[Appeal]) -> bool:
    rows = Addressee.objects.filter(appeal__in=named).select_related("authority")
    order = {one.pk: at for at, one in enumerate(named)}
    in_turn = sorted(rows, key=lambda row: (order[row.appeal_id], row.order, row.pk))
    offices = list(dict.fromkeys(row.authority for row in in_turn))
    Addressee.objects.bulk_create(
        Addressee(appeal=appeal, authority=office, order=at) for at, office in enumerate(offices)
    )
    return bool(offices)


def _take_letter(appeal: Appeal, named: list[Appeal]) -> bool:
    """In each language that the update is written in, the first letter there is.

    Without its marks, which name claims of another appeal; sentences that were made of a claim
    of this one are marked.
    """
    done = False
    for text in appeal.texts.filter(letter=""):
        letters = Text.objects.filter(appeal__in=named, language=text.language).exclude(letter="")
        by_appeal = {one.appeal_id: one.letter for one in letters}
        letter = next((by_appeal[one.pk] for one in named if one.pk in by_appeal), "")
        if letter:
            claims = marking.texts(appeal.claims.select_related("case"), text.language)
            made = marking.of_claims(bare(letter), claims)
            Text.objects.filter(pk=text.pk).update(letter=made)
            done = True
    return done

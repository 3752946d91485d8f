"""One cast of people and papers for all tests; everybody and everything here is invented.

Olga is an officer, Amir approves, Nadia administers, Pavel is officer and approver,
Stranger has an account and no role. The country is real, the case is not.
"""

from __future__ import annotations

import hashlib
import json
from copy import deepcopy
from typing import Any

from django.utils import timezone

from tocsin.appeals import marks
from tocsin.appeals.models import Addressee, Appeal, DocumentType, Text
from tocsin.authorities.models import Authority
from tocsin.cases.models import Assertion, Case, Claim, Source
from tocsin.kernel import keys
from tocsin.kernel.crypto import seal
from tocsin.kernel.crypto.home import prepare
from tocsin.people.models import Partner, Staff
from tocsin.people.roles import System
from tocsin.publishing.models import Revision

PASSWORD = "a long enough pass phrase"


def _staff(username: str, name: str, **roles: bool) -> Staff:
    found = Staff.objects.filter(username=username).first()
    return found or Staff.objects.create_user(username, PASSWORD, full_name=name, **roles)


def olga() -> Staff:
    """An officer."""
    return _staff("olga", "Olga Ferrant", is_officer=True)


def amir() -> Staff:
    """An approver."""
    return _staff("amir", "Amir Toledo", is_approver=True)


def nadia() -> Staff:
    """An administrator."""
    return _staff("nadia", "Nadia Brandt", is_administrator=True)


def pavel() -> Staff:
    """An officer who may also approve, but never his own work."""
    return _staff("pavel", "Pavel Imre", is_officer=True, is_approver=True)


def stranger() -> Staff:
    """An account without any role."""
    return _staff("stranger", "Sam Stranger")


def document_type(code: str = "FA") -> DocumentType:
    """A document type as `tocsin init` makes it."""
    names = {"en": "Forwarded Urgent Appeal", "fr": "Appel urgent transmis"}
    return DocumentType.objects.get_or_create(code=code, defaults={"names": names})[0]


def partner() -> Partner:
    """An invented partner."""
    return Partner.objects.get_or_create(name="River House", defaults={"country": "BO"})[0]


def authority(name: str = "Ministry of the Interior") -> Authority:
    """An invented addressee."""
    return Authority.objects.get_or_create(name=name, defaults={"country": "BO"})[0]


def case() -> Case:
    """A case with a reported, an unconfirmed and a feared claim."""
    case = Case.objects.create(
        title="Seven ferry workers held", countries=["BO"], partner=partner(), opened_by="olga"
    )
    paper = Source.objects.create(case=case, name="El Faro del Lago", kind="media")
    guard = Source.objects.create(
        case=case, name="a guard", kind="anonymous official", protected=True
    )
    told = [
        ("Seven ferry workers were arrested on 3 March.", "reported", [paper, guard]),
        ("They are held without charge.", "unconfirmed", [guard]),
        ("They will be moved to a military court.", "feared", [paper]),
    ]
    for number, (text, status, sources) in enumerate(told, start=1):
        claim = Claim.objects.create(
            case=case, number=number, text=text, status=status, changed_by="olga"
        )
        for order, source in enumerate(sources):
            Assertion.objects.create(claim=claim, source=source, order=order)
    return case


def draft(document_id: str = "FA-01-2026") -> Appeal:
    """A draft appeal by Olga, in English and French, with two addressees."""
    held = case()
    appeal = Appeal.objects.create(
        document_id=document_id,
        document_type=document_type(),
        case=held,
        partner=held.partner,
        countries=["BO"],
        issues=["arbitrary-arrest-detention"],
        written_by="olga",
        changed_by="olga",
    )
    appeal.claims.set(held.claims.all())
    for order, name in enumerate(["Ministry of the Interior", "Office of the Ombudsman"]):
        Addressee.objects.create(appeal=appeal, authority=authority(name), order=order)
    for language, texts in MARKED.items():
        Text.objects.create(appeal=appeal, language=language, changed_by="olga", **texts)
    return appeal


# As they are written, with marks; each sentence keeps within the claim that it cites.
MARKED: dict[str, dict[str, str]] = {
    "en": {
        "headline": "BOLIVIA: Newspaper reports seven ferry workers arrested after strike [c1]",
        "summary": "A local newspaper reports that seven ferry workers were arrested on 3 March "
        "[c1]. It is not confirmed that they are held without charge [c2].",
        "body": "River House asks for help. It is feared that they will be moved to a military "
        "court [c3].",
        "ask": "Tell the families where the seven are, and let a lawyer see them.",
        "letter": "I write about seven ferry workers who are reported to have been arrested [c1].",
    },
    "fr": {
        "headline": "BOLIVIE : selon un journal, sept bateliers arrêtés après une grève [c1]",
        "summary": "Selon un journal local, sept bateliers ont été arrêtés le 3 mars [c1]. "
        "Il n’est pas confirmé qu’ils soient détenus sans inculpation [c2].",
        "body": "River House demande de l’aide. Il est à craindre qu’ils soient transférés devant "
        "un tribunal militaire [c3].",
        "ask": "Dites aux familles où sont les sept, et laissez un avocat les voir.",
        "letter": "Je vous écris au sujet de sept bateliers qui auraient été arrêtés [c1].",
    },
}
# As readers get them.
TEXTS = {
    language: {part: marks.bare(text) for part, text in parts.items()}
    for language, parts in MARKED.items()
}


def frozen(appeal: Appeal) -> dict[str, Any]:
    """The content of a revision, in the shape that publishing freezes."""
    return {
        "format": 1,
        "document_id": appeal.document_id,
        "document_type": {"code": "FA", "names": appeal.document_type.names},
        "organisation": "Urgent Appeals Desk",
        "partner": "River House",
        "countries": appeal.countries,
        "issues": appeal.issues,
        "document_date": None,
        "deadline": None,
        "original_language": "en",
        "languages": ["en", "fr"],
        "texts": deepcopy(MARKED),
        "claims": [
            {
                "ref": f"c{claim.number}",
                "texts": {"en": claim.text},
                "status": claim.status,
                "sources": [
                    {
                        "name": "" if s.protected else s.name,
                        "kind": s.kind,
                        "protected": s.protected,
                    }
                    for s in claim.sources.all()
                ],
            }
            for claim in appeal.claims.all()
        ],
        "addressees": [
            {"id": authority.pk, "name": authority.name, "names": authority.names}
            for authority in appeal.addressees.all()
        ],
    }


def published(document_id: str = "FA-01-2026") -> Revision:
    """A published appeal, approved by Amir, open for signing (needs `signing_key()` to sign)."""
    appeal = draft(document_id)
    Appeal.objects.filter(pk=appeal.pk).update(state="published")
    appeal.refresh_from_db()
    content = frozen(appeal)
    return Revision.objects.create(
        appeal=appeal,
        number=1,
        content=content,
        sha256=hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest(),
        published_at=timezone.now(),
        published_by="olga",
        approved_by="amir",
    )


def signing_key() -> seal.KeyPair:
    """The organisation's key pair; the server is given the public half."""
    prepare()
    pair = seal.create_keypair("Urgent Appeals Desk")
    keys.add(System(), pair.key_id, pair.public, pair.organisation, seal.fingerprint(pair.public))
    return pair

"""Document types: changed by an administrator; their codes stand in IDs and never change."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.appeals.models import DocumentType
from tocsin.kernel import audit
from tocsin.kernel.refusal import Refusal
from tocsin.people.roles import Actor, Role, require

CODE = re.compile(r"[A-Z]{2,6}")


def save_type(
    actor: Actor,
    chosen: DocumentType | None,
    code: str,
    names: dict[str, str],
    *,
    offered: bool,
) -> DocumentType:
    """A new document type, or new names for one."""
    require(actor, Role.ADMINISTRATOR)
    code = code.strip().upper()
    if not CODE.fullmatch(code):
        raise Refusal(_("A code is two to six letters, like FA or UAC."), "code")
    if chosen is not None and code != chosen.code:
        raise Refusal(_("A code stands in published IDs and cannot change."), "code")
    if chosen is None and DocumentType.objects.filter(pk=code).exists():
        raise Refusal(_("This code is in use already."), "code")
    if not names.get("en", "").strip():
        raise Refusal(_("Write the name in English."), "english")
    with transaction.atomic():
        saved, _new = DocumentType.objects.update_or_create(
            code=code, defaults={"names": names, "offered": offered}
        )
        audit.record(actor, "save document type", "document type", code, offered=offered)
    return saved

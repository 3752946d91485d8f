"""What people typed, checked: trimmed, not empty, not endless."""

from __future__ import annotations

from django.utils.translation import gettext as _

from tocsin.kernel.refusal import Refusal

CLAIM = 2000
NOTE = 2000
REASON = 1000
NAME = 200
GROUP = 100
TITLE = 300
SUMMARY = 5000


def needed(text: str, field: str, limit: int, missing: str) -> str:
    """The trimmed text; refuses with `missing` when it is empty, and when it is too long."""
    kept = optional(text, field, limit)
    if not kept:
        raise Refusal(missing, field)
    return kept


def optional(text: str, field: str, limit: int) -> str:
    """The trimmed text, which may be empty; refuses more than `limit` characters."""
    kept = text.replace("\r\n", "\n").strip()
    if len(kept) > limit:
        raise Refusal(
            _("This is %(length)d characters long; shorten it to %(limit)d.")
            % {"length": len(kept), "limit": limit},
            field,
        )
    if "\x00" in kept:
        raise Refusal(_("This holds a character that is no text; type it again."), field)
    return kept


def reason(text: str) -> str:
    """Why a move is made; every judgement needs one."""
    return needed(text, "reason", REASON, _("Write why, so that others can follow."))

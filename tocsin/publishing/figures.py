"""Attachments as a page shows them: where they lie, and what they say to who does not see them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tocsin.appeals.content import Content

# What an attachment can be, and how its address ends.
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


@dataclass(frozen=True)
class Figure:
    """A picture with its size in pixels, or a paper of so many `pages`; `language` is the alt's."""

    url: str
    alt: str
    language: str
    width: int
    height: int
    pages: int


def address(document_id: str, attachment: dict[str, Any]) -> str:
    """The permanent address of a published attachment."""
    return f"/{document_id}/files/{file_name(attachment['sha256'], attachment['media_type'])}"


def file_name(sha256: str, media_type: str) -> str:
    """Its hash and an ending; a name that somebody gave it would tell something."""
    return f"{sha256}.{ENDINGS[media_type]}"


def figures(
    content: Content,
    language: str,
    address: Callable[[str, dict[str, Any]], str] = address,
) -> list[Figure]:
    """The attachments in order, each with its description in that language or the original's."""
    found = []
    for one in content.get("attachments", []):
        spoken = language if one["alt"].get(language) else content["original_language"]
        found.append(
            Figure(
                url=address(content["document_id"], one),
                alt=one["alt"].get(spoken, ""),
                language=spoken,
                width=one["width"],
                height=one["height"],
                pages=one["pages"],
            )
        )
    return found

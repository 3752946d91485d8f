"""What a file is, told from its bytes: never from its name, and never two things at once."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.foreign import packed
from tocsin.kernel.refusal import Refusal

LARGEST = 20 * 1024 * 1024  # bytes of a file that is handed in
# A reader of PDF looks for its mark this far into a file.
NEAR = 1024
PICTURE, PDF, OFFICE = "picture", "pdf", "office"


@dataclass(frozen=True)
class Kind:
    """A type of file: its short name, what is done with it, the endings it may have."""

    name: str
    way: str
    endings: tuple[str, ...]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("jpeg", PICTURE, ("jpg", "jpeg", "jpe", "jfif")),
        Kind("png", PICTURE, ("png",)),
        Kind("webp", PICTURE, ("webp",)),
        Kind("gif", PICTURE, ("gif",)),
        Kind("tiff", PICTURE, ("tif", "tiff")),
        Kind("pdf", PDF, ("pdf",)),
        *(Kind(name, OFFICE, (name,)) for name in packed.MARKS),
        Kind("doc", OFFICE, ("doc",)),
        Kind("rtf", OFFICE, ("rtf",)),
    )
}
BEGINNINGS = {
    "jpeg": re.compile(rb"\xff\xd8\xff"),
    "png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    "webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    "gif": re.compile(rb"GIF8[79]a"),
    "tiff": re.compile(rb"II\*\x00|MM\x00\*"),
    "pdf": re.compile(rb"%PDF-"),
    "doc": re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    "rtf": re.compile(rb"\{\\rtf"),
}
ZIP = b"PK\x03\x04"
# Whatever Python's reader of archives says of one that is damaged.
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
BROKEN = gettext_lazy(
    "This file is damaged or cut off. Open it yourself, save it anew, and try again."
)
# Pictures of newer telephones: ISO 23008-12, with the brand in the first box.
HEIF = re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|mif1|msf1|avif|avis)", re.DOTALL)
MARKUP = re.compile(rb"<(?:!doctype|html|head|body|script|svg|\?xml|\?php)[\s>]", re.IGNORECASE)
# What makes a picture a page or a program too; XMP, which many pictures hold, is none of these.
ACTIVE = re.compile(rb"<(?:html|script|svg|\?php)[\s>]", re.IGNORECASE)


def told(name: str, data: bytes) -> Kind:
    """The kind of a file by its content.

    Raises Refusal (field "file") for what is empty, too large, of no kind that we take, two
    kinds at once, or another kind than its name says.
    """
    if not data:
        raise _refused(_("This file is empty; choose another."))
    if len(data) > LARGEST:
        raise _refused(_("This file is larger than 20 MB. Make it smaller, or split it."))
    kind = _kind(data)
    if _is_another_too(kind, data):
        raise _refused(
            _("This file is two kinds of file at once. Open it, and save it again as one.")
        )
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending and ending not in kind.endings:
        words = {"ending": ending[:12], "kind": kind.name.upper()}
        raise _refused(
            _("The name ends in “.%(ending)s”, but the file is %(kind)s. Rename it.") % words
        )
    return kind


def _refused(sentence: str) -> Refusal:
    return Refusal(sentence, "file")


def _kind(data: bytes) -> Kind:
    for name, beginning in BEGINNINGS.items():
        if beginning.match(data):
            return KINDS[name]
    if data.startswith(ZIP):
        return KINDS[_inside(data)]
    if HEIF.match(data):
        raise _refused(_("HEIC and AVIF pictures are not taken. Save the picture as JPEG."))
    if MARKUP.search(data[:NEAR]):
        raise _refused(
            _("Drawings and pages made of code (SVG, HTML) are not taken. Save it as PNG or PDF.")
        )
    raise _refused(_("This kind of file is not taken. Save it as JPEG, PNG or PDF."))


def _inside(data: bytes) -> str:
    """The office document that an archive is; refuses other archives, bombs and locked ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if packed.is_locked(archive):
                raise _refused(_("This document asks for a password. Save it without one."))
            if packed.is_bomb(archive):
                raise _refused(_("This document unpacks to more than can be read. Save it as PDF."))
            name = packed.office(archive)
    except UNREADABLE as error:
        raise _refused(str(BROKEN)) from error
    if name is None:
        raise _refused(
            _("Archives are not taken. Hand in the files in it one by one, as JPEG, PNG or PDF.")
        )
    return name


def _is_another_too(kind: Kind, data: bytes) -> bool:
    if kind.name != "pdf" and b"%PDF-" in data[:NEAR]:
        return True
    if kind.name not in packed.MARKS and packed.ends_as_archive(data):
        return True
    return kind.way == PICTURE and ACTIVE.search(data) is not None

"""A file that somebody hands in, made clean: drawn anew in another process, then looked at."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.kernel.foreign import cage, kinds, office, papers, pixels
from tocsin.kernel.refusal import Refusal

SECONDS = 60  # on the clock
MOST = 96 * cage.MIB  # what the clean room may hand out
SENTENCES = {
    "broken": kinds.BROKEN,
    "pixels": gettext_lazy("This picture has more than 64 million pixels. Make it smaller."),
    "several": gettext_lazy("This TIFF has several pages. Save it as PDF."),
    "locked": gettext_lazy("This PDF asks for a password. Save it without one."),
    "pages": gettext_lazy("This PDF has more than 50 pages. Hand in the pages that matter."),
    "size": gettext_lazy("A page of this PDF has no usable size. Print it to a new PDF."),
    "fonts": gettext_lazy(
        "This PDF does not carry its own letters, so some would be lost. "
        "Save it again with its fonts embedded."
    ),
    "memory": gettext_lazy("This file needs too much memory to be read. Make it smaller."),
}


@dataclass(frozen=True)
class Clean:
    """A file that tells nothing but what is seen in it.

    `width` and `height` are pixels, of the first page where there are several; `pages` is 0 for
    a picture.
    """

    media_type: str
    width: int
    height: int
    pages: int
    data: bytes

    @property
    def sha256(self) -> str:
        """In hex; the name under which it is kept."""
        return hashlib.sha256(self.data).hexdigest()


def clean(name: str, data: bytes) -> Clean:
    """A picture as JPEG or PNG, a PDF or office document as a PDF of pictures.

    Raises Refusal (field "file") with what is wrong and what to do. Nothing is written to disk.
    """
    kind = kinds.told(name, data)
    if kind.way == kinds.PICTURE:
        picture = _drawn(kind.name, data)[0]
        return Clean(picture.media_type, picture.width, picture.height, 0, picture.data)
    if kind.way == kinds.OFFICE:
        data = office.to_pdf(data, kind.name)
    pages = _drawn("pdf", data)
    bound = papers.bind([(one.width, one.height, one.data) for one in pages])
    return Clean("application/pdf", pages[0].width, pages[0].height, len(pages), bound)


@dataclass(frozen=True)
class Drawn:
    """One picture as the clean room handed it out, and as it passed `pixels`."""

    media_type: str
    width: int
    height: int
    data: bytes


def _drawn(kind: str, data: bytes) -> list[Drawn]:
    given = json.dumps({"kind": kind}).encode() + b"\n" + data
    command = cage.python("tocsin.kernel.foreign.cleanroom")
    env = cage.surroundings()
    try:
        answer = cage.run(command, given, seconds=SECONDS, most=MOST, env=env)
    except cage.Died as died:
        raise Refusal(
            _("This file could not be read to its end. Save it anew, or make it smaller."), "file"
        ) from died
    return _read(answer)


def _read(answer: bytes) -> list[Drawn]:
    """The pictures in an answer; one that holds more than pixels is a fault of ours."""
    found = []
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        told = json.loads(answer[at:end])
        if "unfit" in told:
            raise Refusal(SENTENCES[told["unfit"]], "file")
        at = end + 1 + int(told["size"])
        data = answer[end + 1 : at]
        if not pixels.only(told["media_type"], data):
            raise ValueError("the clean room handed out more than pixels")
        found.append(Drawn(told["media_type"], int(told["width"]), int(told["height"]), data))
    return found

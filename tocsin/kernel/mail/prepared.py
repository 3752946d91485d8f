"""A mail composed once for many, and filled for each by putting bytes together.

Composing costs milliseconds and filling microseconds. Only a word of letters, digits and `._~-`
fills a place, so that none can make a header, end a part or be read as HTML (RFC 3986 §2.3). A file
goes as base64, which has no sign that ends a part or a header, whatever the file says.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cached_property, lru_cache
from typing import NamedTuple

# Links in headers stand on one line (a folded one would come out encoded), text goes as 7 bits.
WIRE = SMTP.clone(max_line_length=900, cte_type="7bit")
LONGEST = 200  # characters of a word
WORD = re.compile(rf"[A-Za-z0-9._~-]{{1,{LONGEST}}}")
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
PLAIN = re.compile(rf"{ATOM}(\.{ATOM})*@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
# Begins an encoded word (RFC 2047). Python decodes it in whatever is put into a header, line ends
# and all, and writes them as they are: what follows would be headers and a text of its own.
ENCODED = "=?"
BREAK = b"=\r\n"  # a soft one, of quoted-printable


class Place(NamedTuple):
    """Where a word goes; `quoted` where the text around it is quoted-printable.

    With `file` it is a part of the mail, and the word is the text of a file.
    """

    name: str
    quoted: bool
    file: bool = False


@dataclass(frozen=True)
class Prepared:
    """The pieces of a mail, with places between them; `digest` tells two of them apart."""

    pieces: tuple[bytes | Place, ...]
    digest: str

    @cached_property
    def places(self) -> frozenset[Place]:
        """Each place once, however often its word is to stand there."""
        return frozenset(one for one in self.pieces if isinstance(one, Place))

    def fill(self, to: str, message_id: str, date: datetime, words: Mapping[str, str]) -> bytes:
        """One person's mail. Raises ValueError for a word that may not stand in a mail."""
        made = [
            *(b"To: ", to_value(to), b"\r\nDate: ", _date(date.replace(microsecond=0))),
            *(b"\r\nMessage-ID: ", message_id.encode("ascii"), b"\r\n"),
        ]
        known = {place: _word(words, place) for place in self.places}
        made += [piece if isinstance(piece, bytes) else known[piece] for piece in self.pieces]
        return b"".join(made)

    def check(self, to: str, words: Mapping[str, str]) -> None:
        """Raises ValueError where `fill` would, before the mail is kept."""
        to_value(to)
        for place in self.places:
            _word(words, place)

    def to_bytes(self) -> bytes:
        """To be kept."""
        told = [list(p) if isinstance(p, Place) else p.decode("ascii") for p in self.pieces]
        return json.dumps(told, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, kept: bytes) -> Prepared:
        """As it was kept."""
        return cls.of(p.encode() if isinstance(p, str) else Place(*p) for p in json.loads(kept))

    @classmethod
    def of(cls, pieces: Iterator[bytes | Place]) -> Prepared:
        """From its pieces."""
        made = cls(tuple(pieces), "")
        return cls(made.pieces, hashlib.sha256(made.to_bytes()).hexdigest())


def _word(words: Mapping[str, str], place: Place) -> bytes:
    word = words[place.name]
    if place.file:  # lines of 76 at most (RFC 2045 §6.8); the last one ends with the part
        return base64.encodebytes(word.encode()).rstrip(b"\n").replace(b"\n", b"\r\n")
    if not WORD.fullmatch(word):
        raise ValueError(f"the word for {place.name} may not stand in a mail")
    if not place.quoted:
        return word.encode()
    lines = [word[at : at + 72].encode() for at in range(0, len(word), 72)]
    return BREAK + BREAK.join(lines) + BREAK


@lru_cache(maxsize=64)
def _date(date: datetime) -> bytes:
    return format_datetime(date).encode()


def to_value(address: str) -> bytes:
    """What stands in the header To. Raises ValueError for what is no address."""
    local, _at, host = address.rpartition("@")
    if ENCODED in local:  # none is taken any more; between quotes nothing is decoded
        return b'"%s"@%s' % (local.encode(), to_value(f"a@{host}")[2:])
    if PLAIN.fullmatch(address) and len(address) < 255:
        return address.encode()
    mail = EmailMessage(policy=WIRE.clone(utf8=not address.isascii()))
    mail["To"] = Address(username=local, domain=host)
    return bytes(mail).removeprefix(b"To: ").rstrip(b"\r\n")


def mark() -> str:
    """Stands for a word while a mail is composed. Nobody can write it into a text."""
    return f"leave{secrets.token_hex(16)}"


def body(mail: EmailMessage, text: str, html: str, marks: Mapping[str, str]) -> str:
    """Gives it its text, so encoded that places can be found again; gives the encoding."""
    way = "7bit" if all(_is_short(one, marks) for one in (text, html)) else "quoted-printable"
    mail.set_content(text, cte=way)
    if html:
        mail.add_alternative(html, subtype="html", cte=way)
    return way


def _is_short(text: str, marks: Mapping[str, str]) -> bool:
    """Whether it may go as it is: no line is too long, whatever fills its places."""
    lines = text.splitlines()
    return text.isascii() and all(
        len(line) + LONGEST * sum(line.count(one) for one in marks.values()) < 900 for line in lines
    )


def cut(
    mail: EmailMessage, way: str, marks: Mapping[str, str], files: Mapping[str, str]
) -> Prepared:
    """Cuts a composed mail at its places. `marks` and `files` are by the names of the places."""
    edge = mark()
    for number, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary(f"{edge}{number}.")  # none begins with another
    head, _empty, rest = mail.as_bytes(policy=WIRE).partition(b"\r\n\r\n")
    quoted = way == "quoted-printable"
    places = {one.encode(): Place(name, quoted) for name, one in marks.items()}
    whole = {
        base64.b64encode(one.encode()): Place(name, False, True) for name, one in files.items()
    }
    pieces = [
        *_cut(head + b"\r\n\r\n", {one: Place(p.name, False) for one, p in places.items()}),
        *_cut(rest, places | whole),
    ]
    # The boundary is the same for the same mail, so that all processes make the same pieces.
    bare = Prepared.of(p.replace(edge.encode(), b"") if isinstance(p, bytes) else p for p in pieces)
    final = b"=_" + bare.digest[:32].encode()  # =_ is never in quoted-printable
    return Prepared.of(
        p.replace(edge.encode(), final) if isinstance(p, bytes) else p for p in pieces
    )


def _cut(raw: bytes, places: Mapping[bytes, Place]) -> Iterator[bytes | Place]:
    ways = []
    for one, place in places.items():
        signs = [re.escape(one[at : at + 1]) for at in range(len(one))]
        ways.append((b"(?:%s)?" % BREAK if place.quoted else b"").join(signs))
    at = 0
    for found in re.finditer(b"|".join(ways), raw) if ways else ():
        yield raw[at : found.start()]
        yield places[found.group().replace(BREAK, b"")]
        at = found.end()
    yield raw[at:]

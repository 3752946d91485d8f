"""A mail as it is kept: who sent it and when, its text, and what was attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from django.utils.translation import gettext as _

from tocsin.kernel.mail import foreign
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.texts import text as texts

MOST_PARTS = 100
LARGEST = 12 * 1024 * 1024  # bytes; a mail may carry pictures, which are kept and not read
HEADERS = re.compile(
    rb"\A(?:From [^\n]*\n)?(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}", re.IGNORECASE
)
TELLING = re.compile(rb"(?im)^(?:message-id|mime-version|received|return-path):")
COVER = 400  # characters; a body longer than this is the alert itself, not a note beside it


@dataclass(frozen=True)
class Attached:
    """A file that came along."""

    filename: str
    content_type: str
    data: bytes


@dataclass
class Post:
    """A mail that was read; `sent_at` is what its sender's machine says."""

    sender: str = ""
    message_id: str = ""
    sent_at: datetime | None = None
    subject: str = ""
    text: str = ""
    warnings: list[str] = field(default_factory=list)
    attached: list[Attached] = field(default_factory=list)


def is_mail(raw: bytes, filename: str = "") -> bool:
    """Whether bytes are a mail with its headers: by name, or by headers that only mails have."""
    head = raw[:65_536].replace(b"\r\n", b"\n").lstrip(b"\n")
    if filename.lower().endswith(".eml"):
        return True
    found = HEADERS.match(head)
    return bool(found and TELLING.search(found.group()))


def parsed(raw: bytes) -> Message:
    """The mail's tree; Refusal for one that is nested or cut up beyond all sense."""
    try:
        return foreign.parse(raw)
    except (RecursionError, MessageError, ValueError, LookupError) as error:
        raise _damaged() from error


def read(raw: bytes) -> Post:
    """Reads a mail; Refusal where no text can be found in it."""
    whole = parsed(raw)
    post = Post(
        sender=sender(whole),
        message_id=header(whole, "Message-ID").strip("<> ")[:250],
        sent_at=_moment(header(whole, "Date")),
        subject=header(whole, "Subject")[:300],
    )
    try:
        bodies, inner = _walk(whole, post)
    except RecursionError as error:
        raise _damaged() from error
    post.text = _text(bodies, inner, post)
    return post


def header(message: Message, name: str) -> str:
    """A header as text on one line, however badly it is encoded."""
    value = next((v for known, v in message.raw_items() if known.lower() == name.lower()), "")
    # Beyond ASCII it is UTF-8 (RFC 6532), whether the mail says so or not.
    value = str(value).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        told = str(make_header(decode_header(value)))
    except (MessageError, UnicodeError, LookupError, ValueError):
        told = value
    clean = told.encode("utf-8", "replace").decode().replace("\0", "")
    return " ".join(clean.split())


def sender(message: Message) -> str:
    """The address in `From`, without the name."""
    return foreign.address(header(message, "From"))[:254]


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _walk(whole: Message, post: Post) -> tuple[dict[str, str], list[Post]]:
    """The first plain and the first HTML body, and the mails that were forwarded inside."""
    bodies: dict[str, str] = {}
    inner: list[Post] = []
    for number, part in enumerate(_parts(whole)):
        if number >= MOST_PARTS:
            post.warnings.append(
                _("The mail has more than %(most)d parts; the rest was not read.")
                % {"most": MOST_PARTS}
            )
            break
        kind = part.get_content_type()
        if kind == "message/rfc822":
            inner.append(_forwarded(part))
        elif _is_body(part, bodies):
            bodies[kind] = _decoded(part, post)
        elif data := _payload(part):
            name = _filename(part)
            post.attached.append(Attached(name, kind[:100], data))
    return bodies, inner


def _parts(message: Message) -> Iterator[Message]:
    """The leaves in their order; a forwarded mail is a leaf, since it has a sender of its own."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _parts(part)


def _is_body(part: Message, bodies: dict[str, str]) -> bool:
    kind = part.get_content_type()
    # Some programs mark even the text as a file; without a name it is the text.
    is_file = "attachment" in str(part.get("Content-Disposition", "")).lower() or _filename(part)
    return kind in {"text/plain", "text/html"} and not is_file and kind not in bodies


def _filename(part: Message) -> str:
    try:
        name = part.get_filename() or ""
        name = str(make_header(decode_header(name)))
    except (MessageError, UnicodeError, LookupError, ValueError, TypeError):
        name = ""
    clean = name.encode("utf-8", "replace").decode().replace("\0", "").replace("\\", "/")
    return clean.rpartition("/")[2][:200]


def _payload(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        data = None
    return data if isinstance(data, bytes) else b""


def _decoded(part: Message, post: Post) -> str:
    """The text of a part; where its charset is wrong, the bytes decide."""
    data = _payload(part)
    charset = str(part.get_param("charset", "") or "utf-8")
    try:
        return data.decode(charset).replace("\r\n", "\n").replace("\0", "")
    except (UnicodeError, LookupError, ValueError):
        pass
    try:
        decoded = texts.decode(data)
    except Refusal:
        return data.decode("utf-8", "replace").replace("\0", "")
    post.warnings += decoded.warnings
    return decoded.text


def _forwarded(part: Message) -> Post:
    """A mail inside a mail, with its own sender."""
    held = part.get_payload()
    message = held[0] if isinstance(held, list) and held else None
    if not isinstance(message, Message):
        return Post()
    post = Post(
        sender=sender(message),
        sent_at=_moment(header(message, "Date")),
        subject=header(message, "Subject")[:300],
    )
    bodies, inner = _walk(message, post)
    post.text = _chosen(bodies) or next((one.text for one in inner if one.text), "")
    post.attached += [file for one in inner for file in one.attached]
    return post


def _chosen(bodies: dict[str, str]) -> str:
    told = bodies.get("text/plain", "")
    if told.strip():
        return told
    return texts.without_tags(bodies["text/html"]) if "text/html" in bodies else ""


def _text(bodies: dict[str, str], inner: list[Post], post: Post) -> str:
    """What the alert says: the mail's own text, what it forwards, else an attached text."""
    told = _chosen(bodies)
    if "text/html" in bodies and not bodies.get("text/plain", "").strip():
        post.warnings.append(_("The mail is a web page; its words were taken, not its layout."))
    for one in inner:
        post.attached += one.attached
        if one.text.strip():
            told = f"{told.rstrip()}\n\n{one.text}" if told.strip() else one.text
            post.warnings.append(_("The mail forwards another one, from %(who)s.") % _who(one))
    if len(told.strip()) < COVER and not inner and (file := _only_text(post.attached)):
        return _from_file(told, file, post)
    if not told.strip():
        raise Refusal(_("The mail holds no text. Ask for the alert as plain text."), "file")
    return told


def _who(one: Post) -> dict[str, str]:
    return {"who": one.sender or _("an unnamed sender")}


def _only_text(attached: list[Attached]) -> Attached | None:
    """The one attached text, where there is one; signatures are none."""
    found = [
        file
        for file in attached
        if file.content_type in {"text/plain", "text/html"}
        and not file.filename.lower().endswith((".sig", ".asc", ".vcf", ".ics"))
    ]
    return found[0] if len(found) == 1 else None


def _from_file(told: str, file: Attached, post: Post) -> str:
    try:
        decoded = texts.decode(file.data)
    except Refusal:
        if told.strip():
            return told
        raise
    if len(decoded.text) < 2 * len(told):
        return told  # the note is the alert, and the file belongs to it
    name = file.filename or _("without a name")
    told_of = _("The text was taken from the attached file “%(name)s”.")
    post.warnings.append(told_of % {"name": name})
    return texts.without_tags(decoded.text) if texts.is_html(decoded.text) else decoded.text


def too_large() -> Refusal:
    """The sentence for a mail with more than is taken."""
    return Refusal(_("The mail is larger than 12 MB. Send the text, and files apart."), "file")


def _damaged() -> Refusal:
    return Refusal(_("The mail is damaged and cannot be taken apart. Ask for the text."), "file")

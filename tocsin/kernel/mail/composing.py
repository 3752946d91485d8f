"""A mail as it goes over the wire: what is to be said to whom, and its bytes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from django.conf import settings
from django.utils import timezone

from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail import prepared
from tocsin.kernel.mail.prepared import WIRE, Prepared

# Who is served first: a person who waits for a link, then one person's mail, then mail to many.
AT_ONCE, SINGLE, MANY = 0, 1, 2


@dataclass(frozen=True)
class Message:
    """What is to be said to whom; `key` is the mail's identity, `html` may be empty.

    `files` are texts that go along, by their names.
    """

    key: str
    batch: str
    to: str
    subject: str
    text: str
    html: str = ""
    language: str = "en"
    repeatable: bool = False
    about: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    rank: int = SINGLE


@dataclass(frozen=True)
class Filled:
    """A mail that was prepared for many, with the `words` and texts of files of one person."""

    key: str
    batch: str
    to: str
    prepared: Prepared
    words: dict[str, str]
    repeatable: bool = False
    about: str = ""
    rank: int = SINGLE


def compose(message: Message) -> bytes:
    """The message as bytes for SMTP; its Message-ID is the same at each attempt."""
    mail = EmailMessage(policy=WIRE.clone(utf8=not message.to.isascii()))
    mail["Date"] = format_datetime(timezone.now())
    mail["Message-ID"] = message_id(message.key)
    _head(mail, message)
    mail.set_content(message.text)
    if message.html:
        mail.add_alternative(message.html, subtype="html")
    _end(mail, message)
    return b"To: %s\r\n%s" % (prepared.to_value(message.to), bytes(mail))


def prepare(message: Message, marks: Mapping[str, str]) -> Prepared:
    """Composes a mail once for many; its `to` and `key` are of no account.

    `marks` are by the names of the words that differ: each stands for its word in the message. A
    file of the message is a mark as well; its text goes with the words, by the file's name.
    """
    mail = EmailMessage(policy=WIRE.clone(max_line_length=76))
    _head(mail, message)
    way = prepared.body(mail, message.text, message.html, marks)
    _end(mail, message)
    return prepared.cut(mail, way, marks, message.files)


def _head(mail: EmailMessage, message: Message) -> None:
    organisation = _words(settings.TOCSIN_ORGANISATION)
    mail["From"] = Address(organisation, addr_spec=settings.TOCSIN_MAIL_FROM)
    mail["Subject"] = _words(message.subject)
    for name, value in message.headers.items():
        mail[name] = value


def _end(mail: EmailMessage, message: Message) -> None:
    for name, text in message.files.items():
        # As bytes, so that no program on the way changes a line end of what is signed.
        data = text.encode()
        mail.add_attachment(data, "application", "octet-stream", filename=name)
    mail["Content-Language"] = message.language  # last: set_content drops it


def _words(text: str) -> str:
    """In one line, and shown as it was written: nothing in it is decoded."""
    return " ".join(text.split()).replace(prepared.ENCODED, "= ?")


def message_id(key: str) -> str:
    """The Message-ID of the mail of that key."""
    return message_id_of(fingerprint(key))


def message_id_of(name: str) -> str:
    """The Message-ID of the mail of that fingerprint."""
    return f"<{name}@{settings.TOCSIN_MAIL_FROM.rpartition('@')[2]}>"


def fingerprint(key: str) -> str:
    """A mail's name for files and Message-ID: tells nothing, but is the same each time."""
    return fingerprints()(key)


def fingerprints() -> Callable[[str], str]:
    """`fingerprint` for a few hundred at once. Raises Locked."""
    tag = vault().tagger("mail-names")
    return lambda key: tag(key).hex()[:32]

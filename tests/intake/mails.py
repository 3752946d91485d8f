"""Mails as programs write them; everybody and everything in them is invented."""

from __future__ import annotations

from email.message import EmailMessage

TEXT = """PERU: Nine teachers held after a march

Casa Clara
Date: March 3, 2026
Puno, Peru

According to "El Faro", nine teachers were arrested on March 2, 2026.
It is feared that they will be moved to a military prison within 48 hours.

Document Type : Forwarded Urgent Appeal
Countries : Peru,
Issues : Arbitrary arrest & detention,
"""


def mail(text: str = TEXT, **headers: str) -> EmailMessage:
    """A plain mail from the partner."""
    made = EmailMessage()
    told = {
        "From": "Casa Clara <desk@casaclara.example>",
        "To": "alerts@appeals.example",
        "Subject": "Nine teachers held",
        "Date": "Tue, 03 Mar 2026 08:30:00 -0500",
        "Message-ID": "<one@casaclara.example>",
    }
    for name, value in (told | {key.replace("_", "-"): v for key, v in headers.items()}).items():
        if value:
            made[name] = value
    made.set_content(text)
    return made


def raw(text: str = TEXT, **headers: str) -> bytes:
    """The same as bytes."""
    return mail(text, **headers).as_bytes()


def quoted(text: str = TEXT) -> str:
    """The text as a reply quotes it."""
    return "\n".join(f"> {line}" for line in text.split("\n"))

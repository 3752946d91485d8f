"""People of the network: addresses encrypted, interests, and who is meant by an appeal."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from tocsin.kernel.crypto.home import vault
from tocsin.kernel.mail.outbox import clean_address
from tocsin.kernel.refusal import Refusal
from tocsin.mailing.models import Subscriber
from tocsin.publishing.models import Revision
from tocsin.vocabulary import countries as all_countries
from tocsin.vocabulary import issues as all_issues

VAULT = "network"
ALL, COUNTRY, ISSUE, BOTH = "all", "country", "issue", "both"


@dataclass(frozen=True)
class Wish:
    """What a person wants to get; empty countries or issues mean all."""

    language: str
    countries: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        """For the row, until it is confirmed."""
        return {
            "language": self.language,
            "countries": list(self.countries),
            "issues": list(self.issues),
        }


def wish(language: str, countries: Iterable[str], issues: Iterable[str]) -> Wish:
    """Checked words of a wish; raises Refusal with the field that is wrong."""
    chosen, about = tuple(dict.fromkeys(countries)), tuple(dict.fromkeys(issues))
    if language not in settings.TOCSIN_LANGUAGES:
        raise Refusal(_("Choose a language from the list."), "language")
    if not all(all_countries.is_code(code) for code in chosen):
        raise Refusal(_("Choose countries from the list."), "countries")
    if not set(about) <= set(all_issues.slugs()):
        raise Refusal(_("Choose issues from the list."), "issues")
    return Wish(language, chosen, about)


def tag(address: str) -> bytes:
    """The same for the same mailbox, whatever the case of its letters; tells nothing else."""
    return vault().tag(VAULT, address.strip().casefold())


def checked(address: str) -> str:
    """An address mail can go to; raises Refusal."""
    if len(address) > 254:
        raise Refusal(_("Write an e-mail address like name@example.org."), "email")
    return clean_address(address)


def encrypted(address: str, mark: bytes) -> bytes:
    """The address for the row of that tag."""
    return vault().encrypt(VAULT, address.encode(), mark)


def address_of(subscriber: Subscriber) -> str:
    """The address in clear, for a mail that is being made."""
    sealed = bytes(subscriber.address or b"")
    return vault().decrypt(VAULT, sealed, bytes(subscriber.tag)).decode()


def new_leave() -> str:
    """The end of an unsubscribe link."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> bytes:
    """What is kept of a confirmation link."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def reason(revision: Revision, countries: list[str], issues: list[str]) -> str:
    """Why a person gets this appeal: `all`, `country`, `issue`, `both`; empty where they do not."""
    content = revision.content
    in_country = not countries or set(countries) & set(content["countries"])
    on_issue = not issues or set(issues) & set(content["issues"])
    if not (in_country and on_issue):
        return ""
    if countries and issues:
        return BOTH
    return COUNTRY if countries else ISSUE if issues else ALL


def spoken(revision: Revision, language: str) -> str:
    """The language of the mail: the person's, where the appeal has it; else its original one."""
    languages = revision.content["languages"]
    return language if language in languages else str(revision.content["original_language"])

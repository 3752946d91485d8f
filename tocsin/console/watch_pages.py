"""What a watcher reads of another organisation's pages: the key, the form, the numbers."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from tocsin.kernel.crypto import keypair
from tocsin.kernel.texts import markup
from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.verify import Invalid

FINGERPRINT = re.compile(r"\b(?:[0-9a-f]{4}\s+){9}[0-9a-f]{4}\b")


@dataclass(frozen=True)
class Served:
    """The key that a server says it seals names to."""

    organisation: str
    public: bytes

    @property
    def fingerprint(self) -> str:
        """As people read it to each other."""
        return keypair.fingerprint(self.public)


@dataclass(frozen=True)
class Numbers:
    """What the JSON of an appeal says: what the page counts, and what of it is in the log."""

    subject: str
    page: tuple[int, int]  # confirmed, on paper
    log: tuple[int, int]


def served_key(site: Site) -> Served | None:
    """The key in use; None where signing is closed. FileNotFoundError where there is no file."""
    found = _json(site, site.get("log/key.json"), "log/key.json")
    if found.get("state") == "closed":
        return None
    try:
        public = bytes.fromhex(str(found.get("public")))
    except ValueError:
        public = b""
    if not keypair.suite_of(public):
        raise Invalid(f"{site.url}/log/key.json holds no key. Ask its owner why.", unsure=True)
    key = Served(str(found.get("organisation")), public)
    if found.get("fingerprint") != key.fingerprint:
        raise Invalid(
            f"{site.url}/log/key.json names the fingerprint {found.get('fingerprint')}, but its "
            f"key has {key.fingerprint}. Do not sign there; ask its owner by telephone."
        )
    return key


def numbers(site: Site, appeal: str, size: int) -> Numbers | None:
    """Of one appeal; None where it was withdrawn. FileNotFoundError where there is none.

    The log's size is added to the address, so that a cache in between gives nothing older.
    """
    place = f"{appeal}.json?log={size}"
    status, _, data = site.ask("GET", place)
    if status == 410:
        return None
    if status == 404:
        raise FileNotFoundError(place)
    if status != 200:
        raise Invalid(f"{site.url} answered {status} for {place}. Try later.", unsure=True)
    found = _json(site, data, place)
    try:
        log = found["log"]
        # Where signing is dangerous the page counts what the log holds.
        page = log if found["tally"] is None else found["tally"]
        parts = [int(one[name]) for one in (page, log) for name in ("confirmed", "paper")]
        return Numbers(str(log["subject"]), (parts[0], parts[1]), (parts[2], parts[3]))
    except (KeyError, TypeError, ValueError) as error:
        raise _unread(site, place) from error


def _json(site: Site, data: bytes, place: str) -> dict[str, Any]:
    try:
        found = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _unread(site, place) from error
    if not isinstance(found, dict):
        raise _unread(site, place)
    return found


def _unread(site: Site, place: str) -> Invalid:
    return Invalid(f"{site.url}/{place} cannot be read. Try later.", unsure=True)


def on_form(page: bytes, appeal: str) -> set[str] | None:
    """The fingerprints that the sign form shows; None where the page has no such form."""
    reader = _Forms(appeal)
    reader.feed(markup.ended(page.decode("utf-8", "replace")))
    reader.close()
    if not reader.found:
        return None
    text = "".join(reader.text)
    return {" ".join(one.split()) for one in FINGERPRINT.findall(text)}


class _Forms(HTMLParser):
    """Gathers the text of forms that are sent to an appeal's address of signing."""

    def __init__(self, appeal: str) -> None:
        super().__init__()
        self.target = f"/{appeal}/sign/"
        self.found = self.inside = False
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A form begins."""
        if tag == "form":
            self.inside = (dict(attrs).get("action") or "").endswith(self.target)
            self.found |= self.inside
            self.text.append("·")  # the end of one form and the next give no fingerprint together

    def handle_endtag(self, tag: str) -> None:
        """A form ends."""
        if tag == "form":
            self.inside = False

    def handle_data(self, data: str) -> None:
        """What people read, which a script is not."""
        if self.inside and self.cdata_elem is None:
            self.text.append(data)

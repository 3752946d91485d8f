"""Pages of appeals from memory: drawn when something was decided, who signed put in each second.

A signature never makes a page be drawn anew. What does: a line of the audit trail, a switch, a new
day; and ten seconds, for what none of these tells.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from django.core.handlers.base import BaseHandler
from django.utils import timezone

from tocsin.door.answers import Answer, Headers
from tocsin.door.asked import Asked, Scope, is_ours
from tocsin.door.drawing import draw, in_pool
from tocsin.door.encodings import PLAIN, SMALL, best, shortened
from tocsin.door.known import Kept
from tocsin.door.urls import WHO_SIGNED
from tocsin.kernel import switches
from tocsin.kernel.audit import Entry
from tocsin.kernel.crypto.home import vault
from tocsin.signing.floods import tokens

LONGEST = 10.0  # seconds that a drawing is good for
LATEST = 50  # entries of the audit trail: of two at once the later number may come first
# Together they are the ten seconds for which a reader may see an older number.
CACHES = b"public, max-age=0, s-maxage=5, stale-while-revalidate=5"

Version = tuple[object, ...]


@dataclass(frozen=True)
class Page:
    """A page as it is now, by encodings. Without anything said Django is to answer.

    `drawn` has room for who signed.
    """

    version: Version = ()
    until: float = 0.0
    drawn: Answer | None = None
    said: Mapping[bytes, Answer] = field(default_factory=dict)
    unchanged: Mapping[bytes, Answer] = field(default_factory=dict)

    @property
    def weight(self) -> int:
        """Bytes in memory, without what is around them."""
        drawn = [self.drawn] if self.drawn else []
        return sum(len(one.body) for one in (*drawn, *self.said.values()))


def version() -> Version:
    """What a drawing depends on besides the appeal itself; one query."""
    decided = Entry.objects.order_by("-pk").values_list("pk", flat=True)[:LATEST]
    on = ((one.name, one.subject) for one in switches.standing())
    return (*decided, *on, timezone.localdate(), vault().locked)


class Pages:
    """By their addresses, each kept for a second."""

    def __init__(self, handler: BaseHandler, pool: ThreadPoolExecutor) -> None:
        self.handler, self.pool = handler, pool
        self.kept = Kept(self._look, most=2000, weight=lambda page: page.weight)

    def at_hand(self, scope: Scope) -> Answer | None:
        """The answer to a GET that needs nobody asked; None where there is none yet."""
        if scope["query_string"]:
            return None
        # Of kept names none has a percent sign, so it is no matter that this one was read already.
        page = self.kept.at_hand(scope["path"])
        return _chosen(page, scope) if page else None

    async def answer(self, asked: Asked) -> Answer | None:
        """The page, smaller where the reader takes that, or 304; None where Django is to answer."""
        if asked.scope.get("query_string"):
            return None
        return _chosen(await self.kept.get(asked.path), asked.scope)

    async def _look(self, address: str, before: Page | None) -> Page:
        return await in_pool(self.pool, partial(self._drawn, address, before or Page()))

    def _drawn(self, address: str, before: Page) -> Page:
        now, of = time.monotonic(), version()
        drawn, until = before.drawn, before.until
        if drawn is None or of != before.version or now > until:
            drawn, until = draw(self.handler, address), now + LONGEST
        part = draw(self.handler, f"{address}who-signed/") if drawn.status == 200 else None
        if part is None or part.status != 200 or drawn.body.count(WHO_SIGNED.encode()) != 1:
            return Page()
        body = drawn.body.replace(WHO_SIGNED.encode(), part.body)
        said = _in_encodings(_for_caches(drawn.headers), body)
        return Page(of, until, drawn, said, {name: _unchanged(one) for name, one in said.items()})


def _in_encodings(headers: Headers, body: bytes) -> dict[bytes, Answer]:
    """The same page for each encoding, with a tag of its own (RFC 9110 §8.8.3)."""
    same = tokens.without(body)  # what differs by the second is nothing new to read
    weak = b"" if same == body else b"W/"
    tag = weak + b'"' + hashlib.sha256(same).hexdigest()[:32].encode()
    said = {PLAIN: Answer(200, [*headers, (b"etag", tag + b'"')], body)}
    for name in SMALL:
        more = [(b"etag", tag + b'-%s"' % name), (b"content-encoding", name)]
        said[name] = Answer(200, [*headers, *more], shortened(body, name))
    return said


def _chosen(page: Page, scope: Scope) -> Answer | None:
    """What a reader is to have; None for who asks under another name, or under two."""
    hosts, takes, held = [], b"", b""
    for name, value in scope["headers"]:
        if name == b"host":
            hosts.append(value)
        elif name == b"accept-encoding":
            takes = takes + b"," + value if takes else value
        elif name == b"if-none-match":
            held = held + b"," + value if held else value
    if len(hosts) != 1 or not page.said or not is_ours(hosts[0]):
        return None
    encoding = best(takes) if takes else PLAIN
    unchanged = page.unchanged[encoding]
    return unchanged if held and _has(held, unchanged) else page.said[encoding]


def _for_caches(headers: Headers) -> Headers:
    """What caches are told, and that there are two encodings."""
    told = {name: value for name, value in headers if name not in (b"cache-control", b"etag")}
    vary = [told.pop(b"vary", b""), b"Accept-Encoding"]
    told[b"vary"] = b", ".join(one for one in vary if one)
    return [*told.items(), (b"cache-control", CACHES)]


def _has(held: bytes, said: Answer) -> bool:
    """Whether the reader or a cache holds the very same (RFC 9110 §13.1.2)."""
    tags = {one.strip().removeprefix(b"W/") for one in held.split(b",")}
    return b"*" in tags or dict(said.headers)[b"etag"].removeprefix(b"W/") in tags


def _unchanged(said: Answer) -> Answer:
    kept = (b"etag", b"cache-control", b"vary", b"content-language")
    return Answer(304, [one for one in said.headers if one[0] in kept])

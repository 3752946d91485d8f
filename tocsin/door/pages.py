"""Pages of appeals from memory: drawn when something was decided, who signed put in each second.

A signature never makes a page be drawn anew. What does: a line of the audit trail, a switch, a new
day; and ten seconds, for what none of these tells.
"""

from __future__ import annotations

import gzip
import hashlib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from django.core.handlers.base import BaseHandler
from django.utils import timezone

from tocsin.door.answers import Answer, Headers
from tocsin.door.asked import Asked, is_our_host
from tocsin.door.drawing import draw, in_pool
from tocsin.door.known import Kept
from tocsin.door.urls import WHO_SIGNED
from tocsin.kernel import switches
from tocsin.kernel.audit import Entry
from tocsin.kernel.home import vault
from tocsin.signing.floods import tokens

LONGEST = 10.0  # seconds that a drawing is good for
LATEST = 50  # entries of the audit trail: of two at once the later number may come first
# Together they are the ten seconds for which a reader may see an older number.
CACHES = b"public, max-age=0, s-maxage=5, stale-while-revalidate=5"

Version = tuple[object, ...]


@dataclass(frozen=True)
class Page:
    """A page as it is now. `drawn` has room for who signed; without it Django is to answer."""

    version: Version = ()
    until: float = 0.0
    drawn: Answer | None = None
    plain: Answer | None = None
    small: Answer | None = None

    @property
    def weight(self) -> int:
        """Bytes in memory, without what is around them."""
        return sum(len(one.body) for one in (self.drawn, self.plain, self.small) if one)


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

    async def answer(self, asked: Asked) -> Answer | None:
        """The page, smaller where the reader takes that, or 304; None where Django is to answer."""
        if asked.scope.get("query_string") or not is_our_host(asked):
            return None
        page = await self.kept.get(asked.path)
        takes = asked.headers.get(b"accept-encoding", b"")
        said = page.small if b"gzip" in takes and b"gzip;q=0" not in takes else page.plain
        if said is None:
            return None
        return _unchanged(said) if _has(asked, said) else said

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
        same = tokens.without(body)  # what differs by the second is nothing new to read
        weak = b"" if same == body else b"W/"
        tag = hashlib.sha256(same).hexdigest()[:32].encode()
        headers = _for_caches(drawn.headers)
        plain = Answer(200, [*headers, (b"etag", b'%s"%s"' % (weak, tag))], body)
        more = [(b"etag", b'%s"%s-gzip"' % (weak, tag)), (b"content-encoding", b"gzip")]
        small = Answer(200, [*headers, *more], gzip.compress(body, 6, mtime=0))
        return Page(of, until, drawn, plain, small)


def _for_caches(headers: Headers) -> Headers:
    """What caches are told, and that there are two encodings."""
    told = {name: value for name, value in headers if name not in (b"cache-control", b"etag")}
    vary = [told.pop(b"vary", b""), b"Accept-Encoding"]
    told[b"vary"] = b", ".join(one for one in vary if one)
    return [*told.items(), (b"cache-control", CACHES)]


def _has(asked: Asked, said: Answer) -> bool:
    """Whether the reader or a cache holds the very same (RFC 9110 §13.1.2)."""
    held = asked.headers.get(b"if-none-match")
    if held is None:
        return False
    tags = {one.strip().removeprefix(b"W/") for one in held.split(b",")}
    return b"*" in tags or dict(said.headers)[b"etag"].removeprefix(b"W/") in tags


def _unchanged(said: Answer) -> Answer:
    kept = (b"etag", b"cache-control", b"vary", b"content-language")
    return Answer(304, [one for one in said.headers if one[0] in kept])

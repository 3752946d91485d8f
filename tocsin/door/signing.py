"""Signing and confirming at the door: what is plain and good; None hands the request to Django."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html import escape
from urllib.parse import urlparse

from django.core.handlers.base import BaseHandler

from tocsin.door import known, reading
from tocsin.door.answers import Answer, plain
from tocsin.door.asked import Asked, TooLarge, TooSlow, host, is_our_host
from tocsin.door.behind import BUSY, SLOW
from tocsin.door.drawing import draw, in_pool, prefix
from tocsin.door.urls import CODE, PROMISE, TOKEN
from tocsin.door.writer import Full, Writer
from tocsin.kernel import ledger
from tocsin.kernel.refusal import Refusal
from tocsin.signing import batches, codes, commitments
from tocsin.signing.receipts import Voice

LARGEST = 64 * 1024  # bytes of a form


class Signing:
    """The two forms. `handler` draws what is drawn, in threads of `pool`."""

    def __init__(self, handler: BaseHandler, pool: ThreadPoolExecutor) -> None:
        self.handler, self.pool, self.writer = handler, pool, Writer()
        self.known = known.Kept(self._look)
        self.signed = known.Kept(self._draw_signed)
        self.counted = known.Kept(self._draw_counted)

    async def sign(self, asked: Asked, document_id: str, language: str) -> Answer | None:
        """Seals, has it written with others, and says where to go on."""
        form = await _form(asked)
        if not isinstance(form, bytes):
            return form
        entry = reading.entry(form, language)
        appeal = await self.known.get(document_id) if entry else None
        if entry is None or appeal is None or appeal.key is None:
            return None
        try:
            refused = await self.writer.sign(batches.prepare(appeal.revision, entry, appeal.key))
        except Refusal:
            return None
        except Full:
            return plain(503, BUSY, (b"retry-after", b"5"))
        return None if refused else await self.signed.get(f"{prefix(language)}/{document_id}/sign/")

    async def confirm(
        self, asked: Asked, document_id: str, language: str, token: str
    ) -> Answer | None:
        """Counts with others, and gives the promise."""
        form = await _form(asked)
        if not isinstance(form, bytes):
            return form
        fields = reading.fields(form)
        appeal = await self.known.get(document_id) if fields is not None else None
        if fields is None or appeal is None or not appeal.may_be_confirmed:
            return None
        wanted = batches.Asked(token, "receipt" in fields, appeal.revision.appeal_id)
        try:
            said = await self.writer.confirm(wanted)
        except Full:
            return plain(503, BUSY, (b"retry-after", b"5"))
        if isinstance(said, Exception) or not said.is_counted:
            return None  # Django says the same, at leisure
        assert said.entry is not None  # noqa: S101 - it was counted
        by = ledger.deadline(said.entry)
        address = f"{prefix(language)}/{document_id}/confirm/{TOKEN}/"
        page = await self.counted.get(f"{by} {address}")
        return _filled(page, said, token)

    async def _look(self, document_id: str, _before: object) -> known.Appeal | None:
        return await in_pool(self.pool, partial(known.look, document_id))

    async def _draw_signed(self, address: str, _before: object) -> Answer:
        return await in_pool(self.pool, partial(draw, self.handler, address))

    async def _draw_counted(self, name: str, _before: object) -> Answer:
        by, _space, address = name.partition(" ")
        more = {"tocsin.by": ledger.moment(int(by))}
        return await in_pool(self.pool, partial(draw, self.handler, address, **more))


def _filled(page: Answer, said: batches.Settled, token: str) -> Answer | None:
    """One person's page."""
    if page.status != 200 or said.entry is None:
        return None
    body = page.body.replace(TOKEN.encode(), token.encode())
    promise = Voice(said.entry).promise(said.log)
    body = body.replace(PROMISE.encode(), escape(promise).encode())
    body = body.replace(CODE.encode(), codes.write(commitments.of_link(token)).encode())
    return Answer(page.status, page.headers, body)


async def _form(asked: Asked) -> bytes | Answer | None:
    """The body of a plain form from our own page; else what to answer, or None."""
    if not _is_ours(asked) or not reading.is_form(asked.headers.get(b"content-type", b"")):
        return None
    try:
        return await asked.read(LARGEST)
    except TooLarge:
        return None
    except TooSlow:
        return plain(408, SLOW)


def _is_ours(asked: Asked) -> bool:
    """Whether host and origin are ours, as `kernel.origin` asks; else it answers."""
    if not is_our_host(asked):
        return False
    site, origin = asked.headers.get(b"sec-fetch-site"), asked.headers.get(b"origin")
    if site is not None:
        return site in {b"same-origin", b"none"}
    return origin is None or urlparse(origin.decode("latin-1")).netloc == host(asked)

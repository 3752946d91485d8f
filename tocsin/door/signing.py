"""Signing and confirming at the door: what is plain and good; None hands the request to Django."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from html import escape

from django.core.handlers.base import BaseHandler
from django.db import DatabaseError

from tocsin.door import known, reading
from tocsin.door.answers import Answer
from tocsin.door.asked import Asked, TooLarge, TooSlow, connection, host, is_our_host
from tocsin.door.drawing import draw, in_pool, prefix
from tocsin.door.full import filled
from tocsin.door.urls import CODE, LATER, PROMISE, TOKEN
from tocsin.door.writer import Full, Writer
from tocsin.kernel import minutes
from tocsin.kernel.transparency import ledger
from tocsin.kernel.web.origin import host_of
from tocsin.signing import batches, codes, commitments
from tocsin.signing.floods import proofs
from tocsin.signing.receipts import Voice

LARGEST = 64 * 1024  # bytes of a form
SEPARATE = 200  # fields; ours has fewer than ten


class Signing:
    """The two forms. `handler` draws what is drawn, in threads of `pool`."""

    def __init__(self, handler: BaseHandler, pool: ThreadPoolExecutor) -> None:
        self.handler, self.pool, self.writer = handler, pool, Writer()
        self.known = known.Kept(self._look)
        self.drawn = known.Kept(self._draw, weight=lambda said: len(said.body))

    async def sign(self, asked: Asked, document_id: str, language: str) -> Answer | None:
        """Has it sealed and written with others, and says where to go on."""
        body = await self._form(asked, language)
        if not isinstance(body, bytes):
            return body
        told = reading.fields(body)
        entry = reading.entry(told, language) if told else None
        appeal = await self.known.get(document_id) if entry else None
        if told is None or entry is None or appeal is None or appeal.key is None:
            return None
        address = f"{prefix(language)}/{document_id}"
        try:
            signals = reading.signals(told, document_id, connection(asked))
            form = batches.Form(appeal.revision, entry, signals, appeal.key)
            refused = await self.writer.sign(form)
        except Full:
            minutes.note(minutes.REFUSED, document_id, "full")
            return filled(await self.drawn.get(f"{address}/full/"), told)
        return None if refused else await self.drawn.get(f"{address}/sign/")

    async def challenge(self, asked: Asked, document_id: str, language: str) -> Answer | None:
        """One of its own for each who asks, in Django's answer of this second."""
        if not is_our_host(asked):
            return None
        said = await self.drawn.get(f"{prefix(language)}/{document_id}/sign/challenge.json")
        made = proofs.challenge(document_id) if said.status == 200 else None
        return Answer(200, said.headers, json.dumps(made).encode()) if made else None

    async def confirm(
        self, asked: Asked, document_id: str, language: str, token: str
    ) -> Answer | None:
        """Counts with others, and gives the promise."""
        body = await self._form(asked, language)
        if not isinstance(body, bytes):
            return body
        fields = reading.fields(body)
        appeal = await self.known.get(document_id) if fields is not None else None
        if fields is None or appeal is None or not appeal.may_be_confirmed:
            return None
        wanted = batches.Asked(token, "receipt" in fields, appeal.revision.appeal_id)
        try:
            said = await self.writer.confirm(wanted)
        except Full:
            minutes.note(minutes.REFUSED, document_id, "full")
            return await self._refused(language, 503)
        if isinstance(said, Exception) or not said.is_counted:
            return None  # Django says the same, at leisure
        assert said.entry is not None  # noqa: S101 - it was counted
        by = ledger.deadline(said.entry)
        address = f"{prefix(language)}/{document_id}/confirm/{TOKEN}/"
        return _counted(await self.drawn.get(f"{address} {by}"), said, token)

    async def count(self, document_id: str, reason: str) -> None:
        """Notes a form that was refused unread, under the appeal if there is one of that ID.

        Under any ID that is sent, strangers could fill the table of minutes.
        """
        appeal = None
        with suppress(DatabaseError):
            appeal = await self.known.get(document_id)
        minutes.note(minutes.REFUSED, document_id if appeal else "", reason)

    async def _form(self, asked: Asked, language: str) -> bytes | Answer | None:
        """The body of a plain form from our own page; else what to answer, or None."""
        kind = asked.headers.get(b"content-type", b"")
        if not _is_ours(asked) or asked.announced > LARGEST:
            return None
        if not reading.is_form(kind):
            is_known = not kind or kind.startswith((reading.FORM, reading.PARTS))
            return None if is_known else await self._refused(language, 415)
        try:
            body = await asked.read(LARGEST)
            if body.count(b"&") > SEPARATE:
                raise TooLarge
        except TooLarge:
            return await self._refused(language, 413)
        except TooSlow:
            return await self._refused(language, 408)
        asked.body = _text(body)
        return asked.body

    async def _refused(self, language: str, status: int) -> Answer:
        page = await self.drawn.get(f"{prefix(language)}/refused/{status}/")
        more = [(b"retry-after", LATER.encode())] if status == 503 else []
        return Answer(status, [*page.headers, *more], page.body)

    async def _look(self, document_id: str, _before: object) -> known.Appeal | None:
        return await in_pool(self.pool, partial(known.look, document_id))

    async def _draw(self, name: str, _before: object) -> Answer:
        """`name` is an address; for a confirmation also the hour by which the log will hold it."""
        address, _space, by = name.partition(" ")
        more = {"tocsin.by": ledger.moment(int(by))} if by else {}
        return await in_pool(self.pool, partial(draw, self.handler, address, **more))


def _counted(page: Answer, said: batches.Settled, token: str) -> Answer | None:
    """One person's page."""
    if page.status != 200 or said.entry is None:
        return None
    body = page.body.replace(TOKEN.encode(), token.encode())
    promise = Voice(said.entry).promise(said.log)
    body = body.replace(PROMISE.encode(), escape(promise).encode())
    body = body.replace(CODE.encode(), codes.write(commitments.of_link(token)).encode())
    return Answer(page.status, page.headers, body)


def _text(body: bytes) -> bytes:
    """The same; bytes that are no UTF-8 as a mark that is refused, where Django would guess."""
    return body if body.isascii() else body.decode("utf-8", "replace").encode()


def _is_ours(asked: Asked) -> bool:
    """Whether host and origin are ours, as `kernel.web.origin` asks; else it answers."""
    if not is_our_host(asked):
        return False
    site, origin = asked.headers.get(b"sec-fetch-site"), asked.headers.get(b"origin")
    if site is not None:
        return site in {b"same-origin", b"none"}
    return origin is None or host_of(origin.decode("latin-1")) == host(asked)

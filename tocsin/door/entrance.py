"""The ASGI application: looks at an address, and answers or hands on."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from tocsin.door.answers import Answer, plain
from tocsin.door.asked import Asked, Gone, Receive, Scope, Send
from tocsin.door.behind import BUSY, Behind
from tocsin.door.log_files import PLACES, LogFiles
from tocsin.door.pages import Pages
from tocsin.door.signing import Signing
from tocsin.kernel.refusal import Refusal
from tocsin.kernel.web import answered

ID = r"[A-Z]{1,8}-[0-9]{1,6}-[0-9]{4}"
BROKEN = "What was sent broke off, and nothing was saved. Please send it again."
FAILED = "Something went wrong here. It was noted; please try again in a few minutes."
TWICE = "The length of this was told in two ways, and nothing was saved. Please send it again."
PACKED = "This was sent compressed, and nothing was saved. Please send it as it is."
READ = {"GET", "HEAD"}
UNREAD = {408: "slow", 413: "large", 415: "kind"}  # and the word that it is counted under
PATIENCE = 5.0  # seconds for those who are being answered when the server is to end
FORMS = r"(?:sign|confirm/(?P<token>[\w-]{20,200}))/"

log = logging.getLogger("tocsin.door")
ENDING = plain(503, BUSY, (b"retry-after", b"5"))


class Door:
    """One for the process; `behind` is Django's WSGI handler."""

    def __init__(self, behind: Any) -> None:
        self.behind = Behind(behind)
        pool = self.behind.pool
        self.signing, self.pages = Signing(behind, pool), Pages(behind, pool)
        self.log_files = LogFiles(behind, pool)
        self.under_way, self.ending = 0, False
        # In every language but the first, as Django writes addresses.
        others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        begin = rf"/(?:(?P<language>{'|'.join(map(re.escape, others)) or '-'})/)?(?P<id>{ID})/"
        self._page = re.compile(begin, re.ASCII)
        self._form = re.compile(begin + FORMS, re.ASCII)
        self._challenge = re.compile(begin + r"sign/challenge\.json", re.ASCII)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI 3.0 wants it."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and not await self._from_memory(scope, send):
            self.under_way += 1
            try:
                await self._taken(Asked(scope, receive, send))
            finally:
                self.under_way -= 1

    async def _taken(self, asked: Asked) -> None:
        """Something is said to each, whatever goes wrong."""
        said = ENDING
        try:
            if not self.ending:
                await self._answer(asked)
                return
        except Gone:  # or the body was none, which the server tells in the same way
            said = plain(400, BROKEN)
        except Exception:
            if not self.ending:  # else its thread is no more
                log.exception("the door failed")
                said = plain(500, FAILED)
        with suppress(Exception):  # half of an answer may have gone already
            await said.give(asked.send)

    async def _from_memory(self, scope: Scope, send: Send) -> bool:
        """Whether it was a page that is at hand, and is answered: the way of nearly all readers."""
        method = scope["method"]
        if method not in READ:
            return False
        begun = time.monotonic()
        said = self.pages.at_hand(scope)
        if said is None:
            return False
        await said.give(send, head=method == "HEAD")
        document_id = scope["path"].rsplit("/", 2)[-2]
        answered.note(method, "site:appeal", document_id, said.status, begun)
        return True

    async def _answer(self, asked: Asked) -> None:
        begun = time.monotonic()
        if unread := _unread(asked):
            await unread.give(asked.send)
            await self._count(asked, unread.status)
            return
        try:
            page, document_id, said = await self._at_once(asked)
        except (DatabaseError, Refusal):
            said = None  # what Django says of it, it says in a page
        if said is None:
            await self._count(asked, await self.behind.answer(asked))
            return
        method = asked.scope["method"]
        await said.give(asked.send, head=method == "HEAD")
        answered.note(method, page, document_id, said.status, begun)
        await self._count(asked, said.status)

    async def _count(self, asked: Asked, status: int) -> None:
        """One of the forms that was refused unread, with this status; when that has been said."""
        if status not in UNREAD or asked.scope["method"] != "POST":
            return
        if found := self._form.fullmatch(asked.path):
            await self.signing.count(found["id"], UNREAD[status])

    async def _at_once(self, asked: Asked) -> tuple[str, str, Answer | None]:
        """The page's name, the appeal it is about, and the answer; None for all that is rare."""
        method = asked.scope["method"]
        page, document_id, said = "", "", None
        if method == "POST" and (found := self._form.fullmatch(asked.path)):
            page = "site:confirm" if found["token"] else "site:sign"
            document_id, said = found["id"], await self._posted(asked, found)
        elif method not in READ:
            pass
        elif found := self._page.fullmatch(asked.path):
            page, document_id = "site:appeal", found["id"]
            said = await self.pages.answer(asked)
        elif found := self._challenge.fullmatch(asked.path):
            page, document_id = "site:challenge", found["id"]
            said = await self.signing.challenge(asked, found["id"], _language(found))
        elif found := PLACES.fullmatch(asked.path):
            said = await self.log_files.answer(asked, found["place"])
        return page, document_id, said

    async def _posted(self, asked: Asked, found: re.Match[str]) -> Answer | None:
        if found["token"]:
            return await self.signing.confirm(asked, found["id"], _language(found), found["token"])
        return await self.signing.sign(asked, found["id"], _language(found))

    async def _live(self, receive: Receive, send: Send) -> None:
        """Begins, and ends when all that was acknowledged, or waits for it, is written."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                await self._emptied()
                await _in_thread(self.close)
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def _emptied(self) -> None:
        """Takes nobody new, and waits for those who are being answered."""
        self.ending, end = True, time.monotonic() + PATIENCE
        while self.under_way and time.monotonic() < end:
            await asyncio.sleep(0.02)

    def close(self) -> None:
        """Writes what waits; lets what runs come to its end."""
        self.signing.writer.close()
        self.behind.close()


def _language(found: re.Match[str]) -> str:
    return found["language"] or settings.LANGUAGE_CODE


def _unread(asked: Asked) -> Answer | None:
    """Why a body is not read: where it ends is in doubt (RFC 9112 §6.3), or it is packed."""
    if asked.scope["method"] in READ:
        return None
    if b"transfer-encoding" in asked.headers and b"content-length" in asked.headers:
        return plain(400, TWICE)  # the server then hangs up
    packed = asked.headers.get(b"content-encoding", b"identity").strip().lower()
    return None if packed in {b"", b"identity"} else plain(415, PACKED)


async def _in_thread(work: Callable[[], None]) -> None:
    await asyncio.get_running_loop().run_in_executor(None, work)

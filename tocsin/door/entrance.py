"""The ASGI application: looks at an address, and answers or hands on."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings

from tocsin.door.answers import Answer
from tocsin.door.asked import Asked, Gone, Receive, Scope, Send
from tocsin.door.behind import Behind
from tocsin.door.signing import Signing
from tocsin.kernel import answered

ID = r"[A-Z]{1,8}-[0-9]{1,6}-[0-9]{4}"
HOT = r"/(?:(?P<language>{languages})/)?(?P<id>{id})/(?:sign|confirm/(?P<token>[\w-]{{20,200}}))/"


def addresses() -> re.Pattern[str]:
    """Those of the forms, in every language but the first as Django writes them."""
    others = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    languages = "|".join(map(re.escape, others)) or "-"
    return re.compile(HOT.format(languages=languages, id=ID), re.ASCII)


class Door:
    """One for the process; `behind` is Django's WSGI handler."""

    def __init__(self, behind: Any) -> None:
        self.behind = Behind(behind)
        self.signing = Signing(behind, self.behind.pool)
        self._hot = addresses()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI 3.0 wants it."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            asked = Asked(scope, receive, send)
            try:
                await self._answer(asked)
            except Gone:
                return

    async def _answer(self, asked: Asked) -> None:
        begun = time.monotonic()
        found = self._hot.fullmatch(asked.path) if asked.scope["method"] == "POST" else None
        said = await self._at_once(asked, found) if found else None
        if said is None:
            await self.behind.answer(asked)
            return
        await said.give(asked.send)
        assert found is not None  # noqa: S101 - nothing else is answered here
        page = "site:confirm" if found["token"] else "site:sign"
        answered.note("POST", page, found["id"], said.status, begun)

    async def _at_once(self, asked: Asked, found: re.Match[str]) -> Answer | None:
        language = found["language"] or settings.LANGUAGE_CODE
        if found["token"]:
            return await self.signing.confirm(asked, found["id"], language, found["token"])
        return await self.signing.sign(asked, found["id"], language)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Begins, and ends when all that was acknowledged, or waits for it, is written."""
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
            else:
                await _in_thread(self.close)
                await send({"type": "lifespan.shutdown.complete"})
                return

    def close(self) -> None:
        """Writes what waits; lets what runs come to its end."""
        self.signing.writer.close()
        self.behind.close()


async def _in_thread(work: Callable[[], None]) -> None:
    await asyncio.get_running_loop().run_in_executor(None, work)

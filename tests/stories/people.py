"""Who is in the story: the desk, a reader, the data folder, and what must never be found in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.browser import PHONE, Visit, visit
from tests.program import Program
from tests.stories.steps import sign_in

PASSWORD = "a long night at the desk"
ROSA, ROSAS_MAIL = "Rosalind Kowhaiflower", "rosalind@kowhai.example"


@dataclass
class Story:
    """One program, the people at it, and a folder on another machine."""

    program: Program
    browser: Browser
    document: Path
    apart: Path
    olga: Page = field(init=False)
    amir: Page = field(init=False)
    rosa: Page = field(init=False)
    secrets: list[str] = field(default_factory=list)
    visits: list[Visit] = field(default_factory=list)

    @property
    def number(self) -> str:
        """The document's ID, which is its file's name."""
        return self.document.stem

    def visitor(self, width: int) -> Page:
        """Somebody new with a browser of their own, scripts off."""
        self.visits.append(visit(self.browser, width, base_url=self.program.address))
        return self.visits[-1].context.new_page()

    def begin(self) -> None:
        """Staff and key, as an administrator makes them; everybody comes in."""
        for name, word in (("olga", "officer"), ("amir", "approver")):
            told = ("staff", "add", name, "--name", name.title(), f"--{word}")
            assert self.program.run(*told, typed=f"{PASSWORD}\n").returncode == 0
        key = self.apart / "organisation"
        made = self.program.run(
            "keys", "create", "Reef and Steppe", "--no-passphrase", "--out", str(key)
        )
        assert made.returncode == 0, made.stderr
        taken = self.program.run("keys", "add", str(key.with_suffix(".public")))
        assert taken.returncode == 0, taken.stderr
        self.olga, self.amir, self.rosa = map(self.visitor, (1280, 1280, PHONE))
        sign_in(self.olga, "olga", PASSWORD)
        sign_in(self.amir, "amir", PASSWORD)

    def end(self) -> None:
        """Everybody goes home; none of their pages asked another server for anything."""
        elsewhere = [url for one in self.visits for url in one.elsewhere(self.program.address)]
        for one in self.visits:
            one.context.close()
        assert elsewhere == []

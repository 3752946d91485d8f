"""What one look of a watcher looks at, and what it found so far."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tocsin.console.watch_file import Counted, Kept
from tocsin.console.watch_pages import Served
from tocsin.kernel.crypto.keypair import fingerprint
from tocsin.kernel.tlog.auditing import Audit
from tocsin.kernel.tlog.fetching import Site
from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Invalid, Policy

ASK = "Sign nothing there, and ask them by telephone, at a number that you had before."


@dataclass
class Look:
    """What is looked at, what was found; `pinned` is a fingerprint, or empty."""

    site: Site
    policy: Policy
    kept: Kept | None
    pinned: str
    state: Path
    alarms: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    found: Audit | None = None
    key: Served | None = None
    counted: dict[str, Counted] = field(default_factory=dict)

    @property
    def before(self) -> str:
        """The fingerprint that was kept; empty where there was no key, or no look."""
        return (
            fingerprint(bytes.fromhex(self.kept.public)) if self.kept and self.kept.public else ""
        )

    @property
    def expected(self) -> str:
        """The fingerprint that is to be found; empty where none is known yet."""
        return self.pinned or self.before

    @property
    def accepted(self) -> bool:
        """Whether the person pinned another key than the kept one, and it is served."""
        return self.pinned not in {"", self.before} and self.key_mark == self.pinned

    @property
    def key_mark(self) -> str:
        """The fingerprint of the served key; empty where there is none."""
        return self.key.fingerprint if self.key else ""

    @contextmanager
    def noting(self) -> Iterator[None]:
        """A part that does not hold is noted, and the others are looked at all the same."""
        try:
            yield
        except Invalid as refused:
            (self.unsure if refused.unsure else self.alarms).append(refused.sentence)

    def now(self) -> Kept | None:
        """What to keep of this look; None where not all was well."""
        if self.alarms or self.unsure or self.found is None:
            return None
        lines = tuple(vkey(one.name, one.public) for one in self.policy.logs)
        public = self.key.public.hex() if self.key else ""
        kept = dict(self.kept.counted) if self.kept else {}
        note = self.found.witnessed.note
        return Kept(self.site.url, lines, note, public, kept | self.counted)

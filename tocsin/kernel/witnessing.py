"""Who else vouches for the public log, and what everybody may ask of a checkpoint: the policy."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Verifier


@dataclass(frozen=True)
class Witness:
    """One that cosigns checkpoints: its key, and the address that it is asked at."""

    key: Verifier
    url: str

    @property
    def word(self) -> str:
        """Its name in the policy, without what a policy cannot hold."""
        return "".join(one if one.isalnum() or one in ".-/" else "-" for one in self.key.name)


def witnesses() -> list[Witness]:
    """Those of TOCSIN_WITNESSES, in its order."""
    return [Witness(Verifier.parse(key), url) for key, url in settings.TOCSIN_WITNESSES]


def needed() -> int:
    """How many must vouch for a checkpoint: most of them, where nothing else is set."""
    most = len(witnesses())
    return min(settings.TOCSIN_WITNESSES_NEEDED or most // 2 + 1, most)


def policy(log: Verifier) -> str:
    """The policy that goes with the log (c2sp.org/tlog-policy): its key, and its witnesses."""
    lines = [f"log {vkey(log.name, log.public)}"]
    known = witnesses()
    lines += [
        f"witness {one.word} {vkey(one.key.name, one.key.public, one.key.kind)}" for one in known
    ]
    if not known:
        return "\n".join([*lines, "quorum none", ""])
    lines.append(f"group witnesses {needed()} {' '.join(one.word for one in known)}")
    return "\n".join([*lines, "quorum witnesses", ""])

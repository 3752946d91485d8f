"""Who else vouches for the public log, and what everybody may ask of a checkpoint: the policy."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils import timezone

from tocsin.kernel.tlog.note import vkey
from tocsin.kernel.tlog.verify import Checkpoint, Verifier, split_note


class Seen(models.Model):
    """What a witness saw of the log last: `size` entries, by its own word.

    `note` is the checkpoint that it showed, where that bears this log's own signature.
    """

    vkey = models.CharField(max_length=200, unique=True)
    size = models.BigIntegerField(default=0)
    note = models.TextField(blank=True)
    due_at = models.DateTimeField(default=timezone.now)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        app_label = "kernel"

    def __str__(self) -> str:
        return f"{self.vkey.partition('+')[0]} saw {self.size}"


@dataclass(frozen=True)
class Witness:
    """One that cosigns checkpoints: its key, and the address that it is asked at."""

    key: Verifier
    url: str

    @property
    def vkey(self) -> str:
        """Its key in one line."""
        return vkey(self.key.name, self.key.public, self.key.kind)

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
    lines += [f"witness {one.word} {one.vkey}" for one in known]
    if not known:
        return "\n".join([*lines, "quorum none", ""])
    lines.append(f"group witnesses {needed()} {' '.join(one.word for one in known)}")
    return "\n".join([*lines, "quorum witnesses", ""])


def shown_to() -> list[tuple[str, Checkpoint]]:
    """The checkpoints of this log that witnesses showed, each with the witness's name."""
    rows = Seen.objects.exclude(note="").values_list("vkey", "note")
    return [(key.partition("+")[0], Checkpoint.parse(split_note(note)[0])) for key, note in rows]

"""The command: `tocsin COMMAND …`; `tocsin manage …` reaches all of Django's commands."""

from __future__ import annotations

import os
import resource
import sys

from tocsin.console.table import ALIASES, offline, overview
from tocsin.kernel import progress


def main(arguments: list[str] | None = None) -> None:
    """Runs one command; exits 0 when it did its work, 1 when it refused, 2 on wrong words."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help", "help"}:
        print(overview())
        return
    # A crash would lay keys, and what people typed a moment ago, on the disk.
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with progress.shown():
        sys.exit(_run(words))


def _run(words: list[str]) -> int:
    """The exit code of a command."""
    if (run := offline(words)) is not None:
        return run()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tocsin.settings")
    from tocsin.console.run import run_command

    if words[0] == "manage" and words[1:]:
        # Django's own words: `tocsin manage check` is not `tocsin check`.
        return run_command(words[1], words[2:])
    return run_command(ALIASES.get(words[0], words[0]), words[1:])


if __name__ == "__main__":
    main()

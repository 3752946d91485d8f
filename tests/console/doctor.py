"""What `tocsin doctor` says of a test's data folder, on whatever disk or in memory it lies."""

from __future__ import annotations

import io

from django.core.management import call_command


def doctor() -> str:
    """All its lines; it fails exactly where one of them names a remedy."""
    out, code = io.StringIO(), 0
    try:
        call_command("doctor", stdout=out)
    except SystemExit as ended:
        code = int(ended.code or 0)
    said = out.getvalue()
    assert code == int("\n!!  " in f"\n{said}")
    return said

"""Planted faults that change nothing anybody could see, each with the reason."""

from __future__ import annotations

LOG, CRYPTO = "tocsin.kernel.tlog", "tocsin.kernel.crypto"
LAYOUT = "white space of a file that is read as JSON"
EQUIVALENT = {
    f"{LOG}.tiles unbundle: and/or: at < len(data) and len(found) < width → "
    "at < len(data) or len(found) < width": "what it reads on is refused by the next lines",
    f"{LOG}.door Door.handle_error: constant: 1 → 2": "for a Python that we do not run on",
    f"{CRYPTO}.seal open_sealed: comparison 1: len(blob) > HEADER → len(blob) >= HEADER": (
        "the next line refuses a bare header with the same words"
    ),
    f"{CRYPTO}.seal open_sealed: constant: 0 → 1 (2)": "it is too short in any version",
    f"{CRYPTO}.seal open_sealed: constant: 0 → 1 (3)": "without a version the suite is not read",
    f"{CRYPTO}.keyfile _file: constant: 1 → 2": LAYOUT,
    f"{LOG}.fetching : constant: 65536 → 65537": "how much is read at once",
    f"{LOG}.fetching Site._whole: constant: 1 → 2": "one byte too many is as much too many as two",
    f"{LOG}.fetching Site._whole: comparison 1: time.monotonic() > until → "
    "time.monotonic() >= until": "a nanosecond",
    "tocsin.signing.addresses canonical: constant: 1 → 2": "what stands before the first plus",
    "tocsin.signing.addresses _label: returns nothing: return label → return None": (
        "Python's Punycode takes any text, so that this line is never reached"
    ),
}

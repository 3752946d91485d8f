"""Pages that Python's reader gets through in one pass, however their markup breaks off.

Of what has no end it looks for one again at each next sign, so that a megabyte takes minutes; and
it stumbles over declarations that it does not know.
"""

from __future__ import annotations

import re

ALONE = re.compile(r"<(?![A-Za-z/!?])")
DECLARED = re.compile(r"<[!?][^>]*>")


def ended(page: str) -> str:
    """The page without comments and declarations; what begins and never ends is text."""
    page = _without_comments(ALONE.sub("&lt;", page))
    last = page.rfind(">") + 1
    return DECLARED.sub("", page[:last]) + page[last:].replace("<", "&lt;")


def _without_comments(page: str) -> str:
    kept, at = [], 0
    while (begin := page.find("<!--", at)) >= 0 and (end := page.find("-->", begin + 2)) >= 0:
        kept.append(page[at:begin])
        at = end + 3
    return "".join([*kept, page[at:]])

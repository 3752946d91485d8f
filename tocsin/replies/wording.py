"""Success is told as “after”, never “because”: nobody can know what moved an office."""

from __future__ import annotations

import re

CAUSES = re.compile(
    r"thanks to (?:the|our|this|your) \w+"
    r"|(?:because of|due to|as a result of|owing to) (?:the|our|this|your) "
    r"(?:urgent )?(?:appeal|signatures?|pressure|campaign|letters?)"
    r"|(?:the|our|this) (?:urgent )?appeal (?:has )?(?:led to|caused|brought about|achieved|freed)"
    r"|grâce (?:à|au|aux) (?:la |le |l['’]|notre |nos |vos |cet |votre )?"
    r"(?:appel|signatures?|pression|campagne|lettres?|mobilisation)"
    r"|à (?:cause|la suite) (?:de |du |des )(?:la |l['’]|notre |nos |vos |cet )?"
    r"(?:pression|campagne)",
    re.IGNORECASE,
)


def said_as_cause(text: str) -> str:
    """The words by which a text claims that the appeal was the cause; empty where it does not."""
    found = CAUSES.search(text)
    return found.group(0) if found else ""

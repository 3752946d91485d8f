"""What must not become public: people who would be found, named or humiliated by a sentence.

In: a sentence and its language, or an appeal's content. Out: findings, each with the words and
a remedy. Nothing is stored here and nothing is changed; who publishes decides.
"""

from __future__ import annotations

from tocsin.publishing.harm.finding import KINDS, Finding
from tocsin.publishing.harm.reading import findings

__all__ = ["KINDS", "Finding", "findings"]

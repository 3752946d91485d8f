"""Wording rules: how a language doubts, attributes, fears, asks; one file per language.

`en.toml` explains, at its top, what a file holds and how to write one for another language.
"""

from __future__ import annotations

from tocsin.vocabulary.wording.rules import Example, Rules, examples, languages, rules

__all__ = ["Example", "Rules", "examples", "languages", "rules"]

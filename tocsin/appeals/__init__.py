"""The document: its number, language versions, addressees and what is asked.

In: a case with its claims. Keeps: appeals as drafts, numbers per type and year, language versions.
Out: the content that is to be approved and frozen. Read next by publishing.
"""

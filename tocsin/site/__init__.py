"""The public pages: read, sign, confirm, join, search; no cookie, no script.

In: requests of readers. Keeps: nothing. Out: pages made of the rooms' reads.
It holds no rules: it calls moves and shows refusals.
"""

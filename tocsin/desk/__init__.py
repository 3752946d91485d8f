"""The pages of the staff: worklists first, then cases, appeals, post, paper and settings.

In: requests of staff who signed in. Keeps: nothing. Out: pages made of the rooms' reads.
It holds no rules: it calls moves and shows refusals.
"""

"""The network: people who asked for appeals, and what was sent to them.

In: published revisions; people who join by the site or a list of people who agreed.
Keeps: subscribers (addresses encrypted), dispatches. Out: one mail each. Read next by nobody.
"""

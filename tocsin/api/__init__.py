"""What programs read: an appeal as JSON, and feeds.

In: requests of programs. Keeps: nothing. Out: JSON with stable keys (docs/reference/json.md).
It holds no rules: it shows what the rooms' reads give.
"""

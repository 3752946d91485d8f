"""The laws of the house; it contains no word of the field.

In: rows, bytes and keys that rooms hand over. Keeps: the audit trail, outgoing mail, public keys.
Out: states and moves, leases, sealed records, printed pages, refusals in plain words.
Read next by every room; it imports none of them.
"""

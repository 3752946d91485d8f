"""What is sealed, signed, locked and divided, and the keys for it.

In: bytes and passphrases. Keeps: the data folder's keys (vault), its master in memory alone.
Out: records that only the organisation opens (seal), tags, shares of a key, signatures of partners.
Read next by everything that holds a name or an address.
"""

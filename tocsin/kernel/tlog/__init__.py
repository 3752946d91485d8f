"""A public log that anybody can check: a Merkle tree in files, as C2SP's specifications have it.

In: entries of 70 bytes, the log's key. Keeps: tiles and a signed checkpoint (folder.py).
Out: receipts, proofs, cosignatures; verify.py alone checks all of it, without the rest.
Standard library and cryptography only: neither Django nor a database is needed here.
"""

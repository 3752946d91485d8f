"""The public log grows out of the rows, and others vouch for it; `kernel.tlog` has its formats.

In: entries without names, in the transaction of their move (ledger). Keeps: them, in their places.
Out: checkpoints, receipts and files that anybody can check (sequencing), cosignatures (cosigning).
Read next by signing and conveyance, and by whoever watches the log.
"""

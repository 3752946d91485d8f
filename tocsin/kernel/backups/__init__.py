"""Backups of a whole desk: made while it runs, read by whoever has the server's passphrase.

`archive` is the file, byte by byte; `rows` takes the database out of one engine and into it;
`making` writes and checks an archive; `restoring` makes a data folder of one.
"""

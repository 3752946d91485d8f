"""Databases: how a row is kept on SQLite and on PostgreSQL, by the hundred, and counted.

In: rows and migrations. Keeps: nothing of its own but the numbers that triggers write (counters).
Out: connections, batches of rows, one turn at a time.
Read next by all that asks a database for more than Django does.
"""

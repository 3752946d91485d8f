"""Backups: the file, what goes into it, and what becomes of it elsewhere."""

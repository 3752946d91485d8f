"""Conveyance."""

"""Floods: single measures, and whole scenarios with people among the fakes."""

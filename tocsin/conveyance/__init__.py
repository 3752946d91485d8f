"""Voices are conveyed: a sealed bundle, a dossier made elsewhere, attempts with evidence.

In: counted signatures, still sealed, and the addressees of a revision. Keeps: conveyances with
their tally, attempts, evidence. Out: bundles, the dossier, how far each delivery got.
Read next by replies, which notes silence.
"""

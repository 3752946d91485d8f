"""Signing: by web with a confirmation by e-mail, and by paper sheet.

In: what people typed, and filled sheets. Keeps: signatures sealed to the organisation,
keyed tags that make one person one, sheets with their lines. Out: the tally by class, names
that are public, sealed records. Read next by conveyance, replies and the public page.
"""

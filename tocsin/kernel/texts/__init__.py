"""Bytes become text, and texts are made alike to be compared.

In: bytes and words that somebody wrote. Keeps: nothing.
Out: text in one form, each repair told (mojibake).
Read next by intake, and by whatever compares names or searches.
"""

"""Paper: a template and data become PDF/A, in fonts that have each letter.

In: a template, data, pictures. Keeps: its fonts.
Out: the same bytes each time, or a sentence that names the letter no font has.
Read next by sheets, letters, dossiers and shares of a key.
"""

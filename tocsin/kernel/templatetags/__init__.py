"""Words that templates of every face know; they name no thing of the field.

In: file names, numbers, dates, texts by language. Keeps: the hash of each static file.
Out: addresses and plain strings for pages.
Read next by `tocsin/templates/`.
"""

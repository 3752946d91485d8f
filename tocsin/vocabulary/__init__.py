"""The words of the field: document types, issues, countries and languages, with their names.

In: TOML files of this package, and CLDR. Keeps: nothing in the database.
Out: names in a language, codes for names as they stand in documents. Read next by every room.
"""

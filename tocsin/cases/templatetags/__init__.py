"""Words of the case for templates: a claim's status and a source's kind.

In: the values that rows and frozen revisions hold. Keeps: nothing.
Out: a word and a shape, never a colour alone.
Read next by the pages of the site and the desk.
"""

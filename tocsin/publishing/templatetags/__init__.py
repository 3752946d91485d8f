"""Words of publishing for templates: what people wrote, as readers get it.

In: texts of revisions and drafts. Keeps: nothing.
Out: the same without the marks that cite claims.
Read next by the pages of the desk.
"""

"""Words of the desk for templates: what was done, in a history.

In: the verbs of audit entries. Keeps: the words of each.
Out: a phrase in the reader's language.
Read next by the pages of the desk.
"""

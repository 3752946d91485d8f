"""An alert arrives: by command, paste or file; later by form and mail.

In: a document as bytes. Keeps: the alert, its original bytes and what was read from it.
Out: a reading with repairs and warnings. Read next by cases, which makes a case of it.
"""

"""Other people’s files: told from their bytes, drawn anew in a process that can do nothing.

In: a file as it came. Keeps: nothing.
Out: pictures and PDFs of pixels alone (cleaning), or a refusal.
Read next by attachments of appeals.
"""

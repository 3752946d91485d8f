"""Before the bell rings: a second person approves, and a revision is frozen.

In: an appeal's content as it stands. Keeps: proposals with their decision, revisions with a hash.
Out: frozen revisions that the public reads. Read next by mailing, signing and the site.
"""

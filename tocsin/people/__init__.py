"""Who works here: staff with their roles, and the partner organisations.

In: accounts made by an administrator, partners named in alerts. Keeps: staff, roles, partners.
Out: whether a person may make a move. Read next by every room's moves and by the desk.
"""

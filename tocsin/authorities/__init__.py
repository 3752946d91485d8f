"""The offices that are written to, who holds them, and how they are reached.

In: what the desk knows of an office. Keeps: authorities, holders in time, channels, salutations.
Out: to whom a letter goes and how it begins. Read next by appeals, conveyance and the desk.
"""

"""The commands of the terminal: up, init, work, import, convey and their kin.

In: words typed at the server. Keeps: nothing. Out: lines for people, JSON for programs.
It holds no rules: it calls moves and prints refusals.
"""

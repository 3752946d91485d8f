"""Floods of made-up signatures: what is suspicious waits, and nobody is refused.

`signals` judges how a form was sent (in memory alone), `waiting` lets go what a budget kept back,
`waves` watches what is confirmed. In docs/how-it-works/floods.md stands what each of them can tell.
"""

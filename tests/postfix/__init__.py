"""Mail through the machine's own Postfix, with the lines that docs/run-it.md gives for it."""

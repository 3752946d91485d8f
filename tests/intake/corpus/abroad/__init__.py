"""Documents of other networks, and mails that have no form, made from seeds with their answers."""

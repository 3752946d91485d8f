"""Invented documents in the forms of the field, with what a careful archivist says of each."""

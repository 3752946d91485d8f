"""SQLite for Django (`settings.DATABASES`); all that differs from Django's own is in `base`."""

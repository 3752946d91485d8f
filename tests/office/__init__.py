"""Office documents through the real LibreOffice: run by tests/run, which installs it."""

"""Tocsin carries an urgent appeal from an alert in the field to a voice delivered."""

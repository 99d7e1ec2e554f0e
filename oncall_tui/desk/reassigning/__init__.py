"""Clients given to somebody else: what it would change for each, the change itself, and taking it back."""

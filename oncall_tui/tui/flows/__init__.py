"""Flows: what follows a key on the console, from the question to the saved change."""

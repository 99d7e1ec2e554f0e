"""Sheets: what is laid over the console to be read, chosen from or confirmed."""

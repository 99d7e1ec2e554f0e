"""Clients are given to somebody else: to whom, and what that changes, before it is done."""

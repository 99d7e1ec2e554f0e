"""Alerts: which warnings are due, to whom they go, what becomes of them, and what leaves the console."""

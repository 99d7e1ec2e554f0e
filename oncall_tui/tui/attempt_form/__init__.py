"""The form in which an attempt is logged."""

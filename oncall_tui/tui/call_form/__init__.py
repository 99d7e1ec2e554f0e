"""The form in which a call is logged."""

"""A client's plan: goals, what changes them, who else is at work, and what is watched (R-102 … R-114)."""

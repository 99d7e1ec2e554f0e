"""The lock, and who sits at the console."""

"""Reports to look at, and to take out of the console."""

"""What hides names, numbers and notes from whoever stands behind the person at the screen (R-176)."""

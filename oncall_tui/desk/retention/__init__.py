"""What is kept for how long: holds, what is past its time, and erasing it by two people (R-177)."""

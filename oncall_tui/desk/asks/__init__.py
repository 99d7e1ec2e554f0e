"""What the console itself asks of somebody: an item with a clock, so that it is chased like a call."""

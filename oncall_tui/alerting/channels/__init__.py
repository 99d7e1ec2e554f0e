"""How notices leave the console: one adapter for each kind of channel, all of one shape."""

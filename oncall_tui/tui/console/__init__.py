"""The main screen: the queue, the look-up and who is responsible now."""

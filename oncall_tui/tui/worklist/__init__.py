"""A care manager's worklist, worked from top to bottom without the mouse."""

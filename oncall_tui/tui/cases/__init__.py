"""The cases of a client: the list, the sheet of one, and the forms of what is done to it."""

"""A client's plan over the console: where it stands, its parts, and a form for each thing done to it."""

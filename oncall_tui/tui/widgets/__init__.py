"""The widgets that every screen of the console is built from."""

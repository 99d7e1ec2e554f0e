"""The record of who did what and who looked at whom, on the screen."""

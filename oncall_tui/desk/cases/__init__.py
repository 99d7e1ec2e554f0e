"""Cases of client organisations, from their opening to their close."""

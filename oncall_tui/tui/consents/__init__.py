"""What a client said about being contacted, on a screen of its own."""

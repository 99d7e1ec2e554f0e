"""Who may sit down, and what they may do there."""

"""The weeks ahead to look at: who is there, who is not, and what that leaves uncovered."""

"""Cover ahead: who is there, who is not, what that leaves uncovered, and what an absence would change."""

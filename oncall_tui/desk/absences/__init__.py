"""Absences: what one would change for every client and clock, who could cover, and the change itself."""

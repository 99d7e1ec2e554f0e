"""On-call triage for care organisations, in a terminal."""

__version__ = "0.1.0"

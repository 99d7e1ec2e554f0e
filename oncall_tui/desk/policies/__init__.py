"""The register of policies, and what is due for revision."""

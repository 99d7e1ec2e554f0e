"""Production at a glance."""

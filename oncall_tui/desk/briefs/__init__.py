"""What the director on the line is told, and each manager afterwards (R-047, R-048)."""

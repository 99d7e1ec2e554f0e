"""Practice looked back on: reviews for supervision, and the competencies that it showed (R-112, R-113)."""

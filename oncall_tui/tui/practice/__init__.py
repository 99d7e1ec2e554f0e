"""Practice over the console: reviews for supervision, contacts to tag, what a quarter showed."""

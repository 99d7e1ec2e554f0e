"""What a person can do: one module a job. Nothing that belongs to a table leaves this floor."""

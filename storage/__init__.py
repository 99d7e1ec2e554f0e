"""What is kept, and how: tables, sessions, the audit record, search, backup. Knows nothing of the console."""

"""The caseload of a care manager: whom to reach out to, how soon and why, and what is planned with each."""

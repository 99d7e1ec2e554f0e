"""What is planned with one client, and the morning look at high-risk events: sheets and forms."""

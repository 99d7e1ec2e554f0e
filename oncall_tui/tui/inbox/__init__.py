"""The e-mails over the console: read, acknowledged, acted upon, and whom we owe word of what."""

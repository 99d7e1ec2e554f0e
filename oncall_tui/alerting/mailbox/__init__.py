"""The live mailbox: read by IMAP in a thread of its own, whoever writes to it and whatever they send."""

"""E-mails in their order, acknowledged and acted upon; and whom we owe word of what (R-080 to R-084)."""

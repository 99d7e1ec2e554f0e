"""Outside parties: who they are, what they want done, and when somebody last spoke to them."""

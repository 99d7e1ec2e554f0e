"""Outside parties and the policy register: the lists, the sheet of one, and their forms."""

"""The desk from the shell: data on stdout, narration on stderr, and an exit code that tells how it went."""

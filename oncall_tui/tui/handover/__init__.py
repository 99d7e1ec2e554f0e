"""The brief of a handover on a sheet, and the lists of handovers."""

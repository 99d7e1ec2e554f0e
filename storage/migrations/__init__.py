"""Every change to the tables since the first release, in order; shipped with the package."""

"""What leaves the console: reports, case files, calendars and the whole data, in open formats (R-184)."""

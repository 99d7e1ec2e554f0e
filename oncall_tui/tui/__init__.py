"""The console: panes, forms and keys over the desk."""

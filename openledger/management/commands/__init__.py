"""One file for each `manage.py` command: doors that parse, make one call and print."""

"""The site in a real browser: every page looked at light and dark, wide and narrow, with and without JavaScript."""

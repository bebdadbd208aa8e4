"""Tags and filters that any template of the house may load."""

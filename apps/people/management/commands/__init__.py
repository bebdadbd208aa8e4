"""The commands of the people floor."""

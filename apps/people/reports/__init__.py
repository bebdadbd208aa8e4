"""What is read across the tables of this floor, ready to be shown."""

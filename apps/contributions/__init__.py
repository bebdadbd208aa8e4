"""What people give: contributions, their items, and the revisions of each."""

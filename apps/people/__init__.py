"""Who acts: people, their communities, the agents that act for them, and the keys and mandates agents act by."""

"""How the pools of a weight run are named in the book."""


def commons(run: str) -> str:
    """Whoever wrote the items of a snapshot, by what these weigh."""
    return f"pool:commons:{run}"


def reviewers(run: str) -> str:
    """Whoever reviewed what was given to the datanet, by how much."""
    return f"pool:reviewers:{run}"

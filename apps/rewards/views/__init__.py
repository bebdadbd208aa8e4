"""Pages of the rewards floor: parse, one service call, render."""

"""Pages of the contributions floor: parse, one service call, render."""

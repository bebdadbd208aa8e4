"""Pages of the inference floor: parse, one service call, render."""

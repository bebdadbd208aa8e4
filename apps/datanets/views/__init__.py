"""Pages of the datanets floor: parse, one service call, render."""

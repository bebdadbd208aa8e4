"""Pages of the curation floor: parse, one service call, render."""

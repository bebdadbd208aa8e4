"""Pages of the factory floor: parse, one service call, render."""

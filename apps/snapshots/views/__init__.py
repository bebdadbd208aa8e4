"""Pages of the snapshots floor: parse, one service call, render."""

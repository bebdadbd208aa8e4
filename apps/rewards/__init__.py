"""Who earned what, and why: how the fees of traced calls are shared out."""

"""Who earned what, and why: settlements, their shares, and the pages that explain them."""

"""Whether it is any good: leases, reviews, votes, and the decisions that follow from them."""

"""The datanets of communities: a domain, its rules and its context, and who looks after it."""

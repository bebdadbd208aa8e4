"""The cellar: a closed list of small tools that every floor may stand on. It owns no tables."""

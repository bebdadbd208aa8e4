"""The datanets floor for programs, under `/api/v1/`. Reading needs the scope `data:read` of a key and nothing of a
stranger; what speaks for a community needs `communities:write`, which no agent has.
"""

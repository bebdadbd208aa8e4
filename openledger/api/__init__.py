"""The API's conventions, a file each: how bodies are read, lists paged, actors slowed, and all described.

What the API offers stands in the `api` rooms of the apps; settings wire these conventions into its framework.
"""

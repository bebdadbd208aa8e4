"""Arithmetic of versions: the Merkle trie, manifests, differences and numbers of versions, without a database."""

"""Reading the book across its tables: balances, the explorer's pages, and the audit."""

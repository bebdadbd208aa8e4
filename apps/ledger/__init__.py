"""The book: accounts, journals, entries, holds and pools. All money of the house ends here, and sums to zero."""

"""Taking a copy away in one file, and bringing it back: the database, the files, and checksums of both."""

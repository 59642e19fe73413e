"""From readable files to vocabulary rows: `tables` reads, `drafts` checks, `store` writes."""

"""The journal's shapes, oldest first; run by `relance.journal.schema`."""

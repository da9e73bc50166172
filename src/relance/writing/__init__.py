"""Follow-up → event: title, notes, links and reminders, in the candidacy's language."""

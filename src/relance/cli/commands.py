"""The names of all commands, in the order of use."""

COMMANDS = {
    "demo": ("demo", "Show what relance does, on a made-up calendar."),
    "init": ("setup", "Write a first settings file."),
    "connect": (
        "connect",
        "Connect a calendar: google, outlook, caldav, address, or files.",
    ),
    "disconnect": (
        "disconnect",
        "Disconnect an account: sign out, and take it out of the settings.",
    ),
    "sync": ("sync", "Run one pass: read the calendars, place the follow-ups, write them."),
    "run": ("run", "Keep the calendar up to date until told to stop: the daemon."),
    "interviews": ("interviews", "List what is recognised as an interview, and why."),
    "plan": ("plan", "List the follow-ups: past, standing, unplaced."),
    "why": ("why", "Tell why a follow-up stands where it stands, or what became of it."),
    "journal": ("journal", "Show the journal: one row a candidacy, the closed ones last."),
    "mark": ("mark", "Tell what happened with a company: relance mark Acme answered."),
    "export": ("export", "Write the follow-ups into an .ics file."),
    "status": ("status", "Show how everything stands."),
    "doctor": (
        "doctor",
        "Look over settings, journal, secrets and accounts, and tell what to mend.",
    ),
    "purge": ("purge", "Remove all that relance ever wrote, and nothing else."),
}
"""Name → module of this room, and the line that `--help` shows."""

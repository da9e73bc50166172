"""What speaks for or against an interview, in plain words, by the code of the reason."""

from __future__ import annotations

from relance.writing.catalogue import msg

# The words found are shown behind.
SIGNS = {
    "interview-words": msg("words of an interview"),
    "round-words": msg("a round is named"),
    "hiring-words": msg("words of hiring"),
    "role-words": msg("a role is named"),
    "meeting-words": msg("words of a meeting"),
    "candidate-words": msg("spoken to as a candidate"),
    "recruiter": msg("the sender hires people"),
    "ats-sender": msg("sent by a recruiting platform"),
    "owner-named": msg("your name is in the title"),
    "other-company": msg("somebody from another company"),
    "cancelled": msg("cancelled"),
    "declined": msg("declined by you"),
    "postponed": msg("postponed"),
    "hold": msg("not confirmed"),
    "preparation": msg("a preparation"),
    "afterwards": msg("what comes after an interview"),
    "errand": msg("an errand"),
    "practice": msg("practice"),
    "after-hiring": msg("what comes after hiring"),
    "social": msg("a social occasion"),
    "employment-office": msg("the employment office"),
    "job-event": msg("a job fair or a webinar"),
    "interviewer": msg("you are the interviewer"),
    "other-candidate": msg("somebody else is the candidate"),
    "own-employer": msg("your own employer"),
    "review": msg("a review at work"),
    "business": msg("words of business"),
    "culture": msg("words of culture"),
    "household": msg("words of the household"),
    "media": msg("words of the media"),
    "medical": msg("words of medicine"),
    "official": msg("words of an office"),
    "research": msg("words of research"),
    "school": msg("words of school"),
    "upkeep": msg("words of upkeep"),
    "series": msg("a series"),
    "shape": msg("its shape"),
    "our-mark": msg("written by relance"),
    "marked": msg("you said so"),
}

# Details that are words of ours rather than of the event.
SHAPES = {
    "all-day": msg("all day"),
    "very long": msg("very long"),
    "very short": msg("very short"),
    "at night": msg("at night"),
    "long notes": msg("long notes"),
    "colleagues invited": msg("colleagues invited"),
    "invited by the owner": msg("invited by you"),
    "STATUS": msg("by its status"),
}

"""Follow-up → event, as it will stand in the calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from relance.model import Channel, Event, OurMark, ShowsAs, State, Status
from relance.writing import links
from relance.writing.about import About, waited_for, words
from relance.writing.catalogue import language_of
from relance.writing.clean import plain, title, typeset, unmarked
from relance.writing.legend import legend
from relance.writing.render import shipped, template_name

if TYPE_CHECKING:
    from relance.model import FollowUp, Owner
    from relance.writing.about import Value
    from relance.writing.render import Draft, Templates

__all__ = ["About", "compose"]

CATEGORY = "relance"
_REMINDERS = {
    Channel.PHONE: (timedelta(minutes=10),),  # time to read the script
    Channel.EMAIL: (timedelta(),),
    Channel.MARKER: (),
}


def compose(
    follow_up: FollowUp,
    about: About,
    *,
    owner: Owner,
    language: str,
    memory: str = "",
    templates: Templates | None = None,
) -> Event:
    """Return the event for a follow-up that has its time; the same input gives the same bytes.

    Raises ValueError for one without a time, which is never written.
    """
    start, end = follow_up.start, follow_up.end
    if start is None or end is None:
        raise ValueError(f"{follow_up.key} has no time yet")
    summary, description = texts(follow_up, about, owner, language, templates or shipped())
    event = Event(
        uid=follow_up.key.uid,
        start=start,
        end=end,
        zone=follow_up.zone,
        summary=summary,
        description=description,
        status=Status.TENTATIVE if follow_up.state is State.FORECAST else Status.CONFIRMED,
        shows_as=ShowsAs.FREE if follow_up.all_day else ShowsAs.BUSY,
        categories=(CATEGORY,),
        alarms=_REMINDERS[follow_up.channel],
    )
    return replace(event, our_mark=OurMark(str(follow_up.key), event.fingerprint(), memory))


def texts(
    follow_up: FollowUp, about: About, owner: Owner, language: str, templates: Templates
) -> tuple[str, str]:
    """Return the title and the notes of a follow-up."""
    language = language_of(language)
    given = words(follow_up, about, owner, language)
    # Where a date was given, the last attempt asks for news, and takes no leave.
    last = follow_up.key.attempt >= follow_up.of and waited_for(follow_up) is None
    step = template_name(follow_up.key.step, follow_up.channel.value, last=last)
    draft = templates.draft(language, step, given)
    frame = given | _message(draft, str(given["email"]), language)
    frame["call"] = step.endswith(f".{Channel.PHONE}")
    frame["advice"] = draft.notes
    frame["legend"] = legend(
        follow_up.key.step,
        follow_up.channel,
        language,
        day=follow_up.due.astimezone(ZoneInfo(follow_up.zone)).date(),  # a move changes no word
        phone_known=bool(given["tel"]),
    )
    notes = templates.frame(language, frame)
    return title(typeset(draft.title, language)), unmarked(typeset(notes, language))


def _message(draft: Draft, email: str, language: str) -> dict[str, Value]:
    """Return the message and its link, which holds the whole text where it fits."""
    subject = plain(typeset(draft.subject, language), 200)
    message = unmarked(typeset(draft.message, language))
    link = links.mailto(email, subject, message) if email and message else ""
    whole = len(link) <= links.LONGEST_LINK
    return {
        "subject": subject,
        "message": message,
        "mailto": link if whole else links.mailto(email, subject),
        "whole": whole,
    }

"""The person's own calendar: interviews come, move and go, and other things take time."""

from __future__ import annotations

from datetime import datetime, time

from ics_pages import Page, added, changed, event, removed
from person_looks import DAY, Looks, all_day
from relance.model import identity


class Life(Looks):
    """Somebody whose days change."""

    def take_time(self) -> bool:
        """Put something over a follow-up that is to come."""
        found = [(e, o) for e, o in self.ours(pending=True) if not all_day(e)]
        if not found:
            return False
        entry, occasion = self.random.choice(found)
        start = entry.written.span(occasion.zone).start - self.random.choice((0, 1, 3)) * DAY / 48
        uid = f"busy-{self.orders}-{len(self.told)}@calendar.example"
        hours = self.random.choice((1, 2, 5))
        page = event(uid, start, start + hours * DAY / 24, "Dentiste")
        self.world.life = added(self.world.life, page)
        self.note("busy over it", occasion, entry.key)
        return True

    def move_interview(self) -> bool:
        found = [(u, p, o) for u, p, o in self.interviews() if o.last.span.start > self.now]
        if not found:
            return False
        uid, _, occasion = self.random.choice(found)
        span = next(i.span for i in occasion.interviews if i.identity == identity(uid, None))
        day = span.start.astimezone(self.world.zone).date() + self.random.randrange(-3, 9) * DAY
        at = time(self.random.randrange(9, 18), self.random.choice((0, 30)))
        start = datetime.combine(day, at, self.world.zone)
        if start <= self.now or start == span.start:
            return False

        def shift(page: Page) -> None:
            page.move(start, start + (span.end - span.start))
            page.bump()

        self.world.life = changed(self.world.life, uid, shift)
        self.note("interview moved", occasion, f"{identity(uid, None)} to {start}")
        return True

    def take_interview_out(self) -> bool:
        """Cancel an interview, or delete it."""
        said = {m.interview for m in self.spoken if not m.key}
        found = [(u, p, o) for u, p, o in self.interviews() if identity(u, None) not in said]
        if not found:
            return False
        uid, page, occasion = self.random.choice(found)
        self.hidden[uid] = page
        if self.random.random() < 0.5:
            self.world.life = removed(self.world.life, uid)
            self.note("interview deleted", occasion, identity(uid, None))
        else:
            self.world.life = changed(self.world.life, uid, _cancel)
            self.note("interview cancelled", occasion, identity(uid, None))
        return True

    def put_interview_back(self) -> bool:
        if not self.hidden:
            return False
        uid = self.random.choice(list(self.hidden))
        page = self.hidden.pop(uid)
        page.bump()
        page.bump()
        self.world.life = added(removed(self.world.life, uid), page)
        self.note("interview back", None, identity(uid, None))
        place = self.world.ledger.places.get(identity(uid, None))
        self.touched |= {place.candidacy} if place is not None else set()
        return True

    def new_round(self) -> bool:
        rows = [r for r in self.world.rows if r.interviews and r.candidacy.company]
        rows = [r for r in rows if r.candidacy.id not in self.touched]
        if not rows:
            return False
        row = self.random.choice(rows)
        company = row.candidacy.company
        day = self.now.astimezone(self.world.zone).date() + self.random.randrange(1, 12) * DAY
        at = time(self.random.randrange(9, 18), self.random.choice((0, 30)))
        start = datetime.combine(day, at, self.world.zone)
        uid = f"round-{len(self.told)}@calendar.example"
        words = {"fr": f"Entretien {company}", "en": f"Interview – {company}"}
        title = words["en" if row.candidacy.details.language == "en" else "fr"]
        page = event(uid, start, start + DAY / 24, title)
        self.world.life = added(self.world.life, page)
        self.touched.add(row.candidacy.id)
        self.note("new round", None, f"{row.candidacy.id} {identity(uid, None)} {start}")
        return True


def _cancel(page: Page) -> None:
    page.put("STATUS", "CANCELLED")
    page.bump()

"""What lets calendars tell the daemon over the web that they changed; polling goes on beside it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from relance.daemon.receiver import Receiver
from relance.errors import Refused, RelanceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from relance.daemon.bell import Bell
    from relance.service import Service, Settings


@dataclass(slots=True)
class Push:
    """Listens, and has calendars tell, as the settings say."""

    bell: Bell
    _receiver: Receiver = field(init=False)
    _key: bytes | None = None  # while it listens
    _settings: Settings | None = None  # for which everything was asked for at least once

    def __post_init__(self) -> None:
        self._receiver = Receiver(self.bell)

    def listen(self, service: Service) -> Iterator[RelanceError]:
        """Listen when there is an address and somebody to tell; yield why that fails.

        To be done before a pass: what is told from then on brings another.
        """
        settings, subscriptions = service.settings, service.subscriptions()
        address, calendars = settings.push_address, subscriptions.calendars
        if not address or not calendars:
            self.stop()
            return
        try:
            self._key = self._key or subscriptions.key()
            self._receiver.listen(settings.listen, address, self._key, calendars)
        except RelanceError as error:
            self.stop()
            yield error

    def keep(self, service: Service) -> Iterator[RelanceError]:
        """Have calendars tell, if somebody listens, or tell no more; yield what was refused.

        What was refused a while ago is left alone, unless the settings are other ones now.
        """
        settings = service.settings
        if settings.push_address and self._key is None:
            return
        new = settings is not self._settings
        subscriptions = service.subscriptions()
        try:
            self.bell.busy = True  # it asks the network: whoever wants an end need not wait
            yield from subscriptions.keep(settings.push_address, self._key or b"", at_once=new)
            self._settings = settings
        except RelanceError as error:
            yield error
        except Exception as error:  # noqa: BLE001 - a connector may be anybody's code
            yield Refused(f"calendars cannot be asked for messages ({type(error).__name__}).")
        finally:
            self.bell.busy = False

    def note(self, service: Service) -> None:
        """Keep which subscriptions were heard of, and which of them are lost."""
        heard, lost = self._receiver.gathered.news()
        if heard:
            with suppress(RelanceError):  # the next message tells it again
                service.subscriptions().heard(heard, lost)

    def stop(self) -> None:
        """Listen no more; subscriptions stay, for a daemon that begins again soon."""
        self._receiver.stop()
        self._key = None

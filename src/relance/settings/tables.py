"""The shape of the settings file; every default of it stands here."""

from __future__ import annotations

import json
from contextvars import ContextVar
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, model_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, SettingsConfigDict

from relance.model import Channel, Step
from relance.planning.sequence import DEFAULT_SEQUENCE
from relance.planning.windows import DAY_NAMES, Costs, Rules, Weekly
from relance.settings import values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_settings import PydanticBaseSettingsSource

PREFIX = "RELANCE_"
# The environment that the settings are read with; `load` says which.
ENVIRONMENT: ContextVar[Mapping[str, str]] = ContextVar("environment", default={})  # noqa: B039 - never changed

_DEFAULTS = Rules()
_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


def _decoded(value: Any) -> Any:
    """Read what an environment variable says of a table or a list."""
    if isinstance(value, str) and value.lstrip()[:1] in {"[", "{"}:
        try:
            return json.loads(value)
        except (ValueError, RecursionError) as error:
            raise ValueError("it is not well-formed JSON") from error
    return value


def _many(value: Any) -> Any:
    """Take one value for a list of one."""
    found = _decoded(value)
    return [found] if isinstance(found, str) else found


def _between(least: timedelta, most: timedelta) -> Callable[[Any], timedelta]:
    return lambda value: values.length_between(value, least, most)


def _channel(value: Any) -> Channel:
    if value not in (Channel.PHONE.value, Channel.EMAIL.value):
        raise ValueError('write "phone" or "email"')
    return Channel(value)


def _step(value: Any) -> Step:
    if value not in (Step.THANK_YOU.value, Step.FOLLOW_UP.value, Step.ABANDON.value):
        raise ValueError('write "thank-you", "follow-up" or "abandon"')
    return Step(value)


def _language(value: Any) -> str:
    if value not in ("auto", "fr", "en"):
        raise ValueError('write "fr", "en", or "auto" for the candidacy\'s own')
    return str(value)


Windows: TypeAlias = Annotated[
    tuple[Annotated[Weekly, PlainValidator(values.weekly_time)], ...], BeforeValidator(_many)
]
Length: TypeAlias = Annotated[
    timedelta, PlainValidator(_between(timedelta(minutes=5), timedelta(hours=8)))
]
Buffer: TypeAlias = Annotated[timedelta, PlainValidator(_between(timedelta(), 12 * _HOUR))]
Pause: TypeAlias = Annotated[timedelta, PlainValidator(_between(_MINUTE, 24 * _HOUR))]
Cost: TypeAlias = Annotated[float, PlainValidator(values.cost)]
Country: TypeAlias = Annotated[str, PlainValidator(values.country)]
Line: TypeAlias = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f\x7f]*$")]
Name: TypeAlias = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")
]
Contact: TypeAlias = Annotated[Channel, PlainValidator(_channel)]


class Table(BaseModel):
    """A table of the file: no key but its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _from_environment(cls, value: Any) -> Any:
        return _decoded(value)


class OwnerTable(Table):
    """Whose calendar it is."""

    name: Line = ""
    emails: Annotated[
        tuple[Annotated[str, PlainValidator(values.email)], ...], BeforeValidator(_many)
    ] = ()
    own_domains: Annotated[
        tuple[Annotated[str, PlainValidator(values.domain)], ...], BeforeValidator(_many)
    ] = ()
    hours: Windows = _DEFAULTS.owner_hours


class AccountTable(Table):
    """A connected account; its other keys are its connector's business."""

    model_config = ConfigDict(extra="allow", frozen=True)

    name: Name
    kind: Name
    read: Annotated[tuple[Name, ...], BeforeValidator(_many)] = ()
    write: Name | None = None


class WindowsTable(Table):
    """When a slot may be, and how long it is."""

    phone: Windows = _DEFAULTS.phone
    email: Windows = _DEFAULTS.email
    exclude: Windows = _DEFAULTS.exclude
    buffer: Buffer = _DEFAULTS.buffer
    per_day: int = Field(default=_DEFAULTS.per_day, ge=1, le=100)
    all_day: Literal["out-of-office", "busy", "free"] = "out-of-office"
    phone_length: Length = _DEFAULTS.phone_length
    email_length: Length = _DEFAULTS.email_length
    contract_length: Length = _DEFAULTS.contract_length


class DayCosts(Table):
    """What each day of the week costs."""

    mon: Cost = _DEFAULTS.costs.days[0]
    tue: Cost = _DEFAULTS.costs.days[1]
    wed: Cost = _DEFAULTS.costs.days[2]
    thu: Cost = _DEFAULTS.costs.days[3]
    fri: Cost = _DEFAULTS.costs.days[4]
    sat: Cost = _DEFAULTS.costs.days[5]
    sun: Cost = _DEFAULTS.costs.days[6]


def _hour_costs(value: Any) -> dict[str, float]:
    """Read costs by time of the day; `other` is for all the rest."""
    found = _decoded(value)
    if not isinstance(found, dict) or len(found) > 100:
        raise ValueError('write a table like { "10:00-12:00" = 0, other = 3 }')
    for times, cost in found.items():
        if times != "other":
            try:
                values.clock_times(times)
            except ValueError as error:
                raise ValueError(f'"{times[:60]}": {error}') from error
        try:
            values.cost(cost)
        except ValueError as error:
            raise ValueError(f'"{times[:60]}": {error}') from error
    return {times: values.cost(cost) for times, cost in found.items()}


def _default_hours() -> dict[str, float]:
    told = {f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}": c for a, b, c in Costs().hours}
    return {**told, "other": Costs().other}


class CostsTable(Table):
    """What makes one slot better than another, in working hours."""

    days: DayCosts = DayCosts()
    hours: Annotated[dict[str, float], PlainValidator(_hour_costs)] = Field(
        default_factory=_default_hours
    )
    near_holiday: Cost = _DEFAULTS.costs.near_holiday

    def costs(self) -> Costs:
        """Return the table in the words of planning."""
        hours = tuple(
            (*values.clock_times(times), cost)
            for times, cost in self.hours.items()
            if times != "other"
        )
        days = tuple(getattr(self.days, day) for day in DAY_NAMES)
        return Costs(days, hours, self.hours.get("other", Costs().other), self.near_holiday)


class StepTable(Table):
    """One step of the sequence; `after` None is the next morning."""

    step: Annotated[Step, PlainValidator(_step)]
    by: Contact | None = None
    after: Annotated[int | None, PlainValidator(values.after)]
    within: Annotated[int, PlainValidator(values.working_days)] | None = None

    @model_validator(mode="after")
    def _by_what(self) -> Self:
        if self.step is Step.ABANDON and self.by is not None:
            raise ValueError("abandon is a marker and made by nothing; leave `by` out")
        if self.step is not Step.ABANDON and self.by is None:
            raise ValueError(f'{self.step} lacks `by`; write by = "phone" or by = "email"')
        return self


def _default_sequence() -> tuple[StepTable, ...]:
    return tuple(
        StepTable.model_construct(
            step=one.step,
            by=None if one.by is Channel.MARKER else one.by,
            after=one.after,
            within=one.within,
        )
        for one in DEFAULT_SEQUENCE
    )


class CompanyTable(Table):
    """What the person knows better about a company."""

    name: Name
    by: Contact | None = None
    phone: Annotated[str, PlainValidator(values.phone)] | None = None
    zone: Annotated[str, PlainValidator(values.zone)] | None = None
    country: Country | None = None
    subdivision: Line = ""
    small: bool = False


class JournalTable(Table):
    """Where the journal lies; empty for the platform's own place."""

    url: Annotated[str, PlainValidator(values.journal)] = ""


class DaemonTable(Table):
    """When passes run, and where calendars tell that they changed."""

    every: Pause = timedelta(minutes=5)
    push_address: Annotated[str, PlainValidator(values.public_address)] = ""
    listen: Annotated[str, PlainValidator(values.listening)] = "127.0.0.1:8455"


class WritingTable(Table):
    """How follow-ups are written."""

    templates: Line = ""


class Tables(BaseSettings):
    """The whole file, with the environment over it."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        enable_decoding=False,
        nested_model_default_partial_update=False,
    )

    language: Annotated[str, PlainValidator(_language)] = "auto"
    timezone: Annotated[str, PlainValidator(values.zone_or_auto)] = values.AUTO
    country: Annotated[str, PlainValidator(values.country_or_auto)] = values.AUTO
    subdivision: Line = ""
    steps_ahead: int = Field(default=1, ge=1, le=10)
    owner: OwnerTable = OwnerTable()
    accounts: Annotated[tuple[AccountTable, ...], BeforeValidator(_decoded)] = ()
    windows: WindowsTable = WindowsTable()
    costs: CostsTable = CostsTable()
    sequence: Annotated[tuple[StepTable, ...], BeforeValidator(_decoded)] = Field(
        default_factory=_default_sequence
    )
    companies: Annotated[tuple[CompanyTable, ...], BeforeValidator(_decoded)] = ()
    journal: JournalTable = JournalTable()
    daemon: DaemonTable = DaemonTable()
    writing: WritingTable = WritingTable()

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Put the environment over the file; `load` gives the file's content."""
        del env_settings, dotenv_settings, file_secret_settings
        environment = EnvSettingsSource(settings_cls)
        environment.env_vars = {k.lower(): v for k, v in ENVIRONMENT.get().items()}
        return environment, init_settings

"""All commands by name; each is imported only when it is run."""

from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup

from relance.cli.commands import COMMANDS
from relance.cli.exits import ended
from relance.cli.options import Config, Now


class Command(TyperCommand):
    """A command whose help names its arguments as the docs do: KEY, [FILE], MARK..."""

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the parts of the usage line."""
        options = [self.options_metavar] if self.options_metavar else []
        return [*options, *(_shown(one) for one in self._arguments(ctx))]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write arguments and options with what they are for."""
        arguments = [(_shown(one), one.help or "") for one in self._arguments(ctx)]
        if arguments:
            with formatter.section("Arguments"):
                formatter.write_dl(arguments)
        others = (p for p in self.get_params(ctx) if not isinstance(p, TyperArgument))
        records = [record for p in others if (record := p.get_help_record(ctx)) is not None]
        with formatter.section("Options"):
            formatter.write_dl(records)

    def _arguments(self, ctx: Any) -> list[TyperArgument]:
        return [p for p in self.get_params(ctx) if isinstance(p, TyperArgument)]


def _shown(argument: TyperArgument) -> str:
    """Return an argument as it is typed: in brackets when it may be left out."""
    name = argument.metavar or (argument.name or "").upper()
    name = name if argument.required else f"[{name}]"
    return name if argument.nargs == 1 else f"{name}..."


class Lazy(TyperGroup):
    """A group that knows its commands by name, and imports the one that is run."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library's signature
        """Return the names in the order of use."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - the same
        """Import a command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"relance.cli.{COMMANDS[cmd_name][0]}")
        one = typer.Typer(add_completion=False, rich_markup_mode=None)
        one.command(cmd_name, cls=Command)(getattr(module, cmd_name))
        return typer.main.get_command(one)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the same
        """Write the list of commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


app = typer.Typer(
    cls=Lazy,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from relance import __version__  # noqa: PLC0415 - only here

        typer.echo(f"relance {__version__}")
        raise typer.Exit


@app.callback()
def relance(
    context: typer.Context,
    config: Config = None,  # noqa: ARG001 - commands find it in the context
    now: Now = None,  # noqa: ARG001 - the same
    version: Annotated[  # noqa: ARG001 - its callback does the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Tell the version.")
    ] = False,
) -> None:
    """Read the interviews in your calendar, and write the follow-ups back into it."""
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def run(arguments: list[str]) -> int:
    """Run one command and return its exit status; what failed is told in one line."""
    command = typer.main.get_command(app)
    return ended(lambda: command.main(args=arguments, prog_name="relance", standalone_mode=False))

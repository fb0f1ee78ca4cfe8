"""The verbs and their options; each verb imports what it does when it runs."""

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from ichido import __version__
from ichido.cli.output import CouldNotRun, Output, say

Words = Annotated[
    list[str] | None,
    typer.Argument(metavar="PATH|ID", help="Files, folders or ids; everything if left out.", show_default=False),
]
Titles = Annotated[
    list[str] | None,
    typer.Argument(metavar="SCENARIO|PATH", help="Part of a title, or files; all if left out.", show_default=False),
]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--catalogue", metavar="DIR", help="Folder of the definitions; else ICHIDO_CATALOGUE, else procedures/jp."
    ),
]
Form = Annotated[Output, typer.Option("--output", "-o", help="For a person, a program or a pull request.")]
Language = Annotated[
    str, typer.Option("--language", metavar="CODE", help="Language of titles and labels: ja, en, another.")
]
On = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="Day of arrival, which picks versions; today if left out."),
]
Burden = Annotated[bool, typer.Option("--burden", help="Count what it asks of a person, and what that costs.")]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help="The case number.", show_default=False)]
TaskId = Annotated[str, typer.Argument(metavar="ID", help="The id that `ichido task list` shows.", show_default=False)]
Unverified = Annotated[bool, typer.Option("--unverified", help="Only those that a register owes something.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=200, help="How many at most.")]
Roots = Annotated[
    Path | None, typer.Option("--roots", metavar="DIR", help="Where the days' roots are kept; else the settings'.")
]
Exported = Annotated[Path, typer.Argument(metavar="FILE", help="What the API exported.", show_default=False)]
Public = Annotated[
    str | None, typer.Option("--key", metavar="HEX", help="The public key that sealed it; else the one it names.")
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help="Who does it: a name or staff number.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="A reference that names nobody.")]
Office = Annotated[
    str | None, typer.Option("--authority", metavar="CODE", help="For which authority; else as the operator.")
]
Deciding = Annotated[str, typer.Option("--authority", metavar="CODE", help="The authority that decides.")]
Under = Annotated[str, typer.Option("--under", metavar="RULE", help="The rule that it rests on.")]
Backups = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the backups.", show_default=False)]
Backup = Annotated[Path, typer.Argument(metavar="FILE", help="What `keys backup` wrote.", show_default=False)]
Because = Annotated[str, typer.Option("--for", metavar="KIND", help="One of: appeal, suit, audit, disclosure-request.")]
Hold = Annotated[str, typer.Argument(metavar="HOLD", help="The id of the hold.", show_default=False)]
Sure = Annotated[bool, typer.Option("--yes", help="Destroy it; without this, only say how it is kept.")]
Controller = Annotated[
    str | None, typer.Option("--controller", metavar="CODE", help="Of this authority alone, or of `installation`.")
]
Try = Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")]
Once = Annotated[bool, typer.Option("--once", help="End when the life event has ended, and leave nothing running.")]

app = typer.Typer(
    name="ichido",
    help="Declare what procedures need; ask each person once. Exit codes: 0 fine, 1 problems found, 2 could not run.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
case = typer.Typer(
    help="Cases of the running system: where they stand, why they wait, how long they are kept.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(case, name="case")
task = typer.Typer(help="What only a human can settle: list, done.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(task, name="task")
log = typer.Typer(
    help="The disclosure log: verify it, or what was exported of it.", no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(log, name="ledger")
keys = typer.Typer(
    help="Keys: those that wrap, one an authority, and backups of the data keys they wrap.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(keys, name="keys")


def run() -> None:
    """Run the command line of this process and exit; what could not run is said in two lines, with exit code 2."""
    try:
        app(prog_name="ichido")
    except CouldNotRun as error:
        say(f"ichido: {error}" + (f"\n  = help: {error.help}" if error.help else ""))
        sys.exit(2)


def briefly() -> None:
    """Spare a verb that reads definitions, answers and ends what only others need.

    That is a search of every installed package for plugins of pydantic, and of what it made, all in use, for garbage.
    """
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    gc.disable()


@app.command(short_help="Say everything that is wrong with definitions.")
def validate(words: Words = None, catalogue: Folder = None, output: Form = Output.TEXT) -> None:
    """Say everything that is wrong with definitions, where it is and what to do."""
    briefly()
    from ichido.cli import validate

    raise typer.Exit(validate.run(words, catalogue, output))


@app.command(short_help="Show what definitions compile to.")
def plan(
    words: Words = None,
    catalogue: Folder = None,
    output: Form = Output.TEXT,
    language: Language = "en",
    on: On = None,
    burden: Burden = False,
) -> None:
    """Show what a life event or procedure compiles to: from where, in which order, what is asked, by when."""
    briefly()
    if burden:
        from ichido.cli import burden as counted

        raise typer.Exit(counted.run(words, catalogue, output, on))
    from ichido.cli import plan

    raise typer.Exit(plan.run(words, catalogue, output, language, on))


@app.command(short_help="Draw a plan as a flowchart.")
def graph(
    words: Words = None,
    catalogue: Folder = None,
    output: Form = Output.TEXT,
    language: Language = "en",
    on: On = None,
) -> None:
    """Draw a plan as a Mermaid flowchart."""
    briefly()
    from ichido.cli import graph

    raise typer.Exit(graph.run(words, catalogue, output, language, on))


@app.command(short_help="Run the scenarios of the definitions.")
def test(words: Titles = None, catalogue: Folder = None, output: Form = Output.TEXT) -> None:
    """Run the scenarios of the definitions, without any server."""
    briefly()
    from ichido.cli import scenarios

    raise typer.Exit(scenarios.run(words, catalogue, output))


@app.command(short_help="Print a schema for editors.")
def schema(words: Words = None, catalogue: Folder = None, output: Form = Output.TEXT) -> None:
    """Print JSON Schema with which an editor completes and checks definitions; a kind narrows it."""
    briefly()
    from ichido.cli import schema

    raise typer.Exit(schema.run(words, catalogue, output))


@app.command(short_help="Offer the definitions to everybody.")
def publish(catalogue: Folder = None, try_only: Try = False, output: Form = Output.TEXT) -> None:
    """Check and compile everything and make it what new cases run; those that run keep the plan they began with."""
    from ichido.cli import publish

    raise typer.Exit(publish.run(catalogue, try_only, output))


@app.command(short_help="Start everything, let a family move house.")
def demo(once: Once = False, output: Form = Output.TEXT) -> None:
    """Start everything on this machine and let a family move house."""
    from ichido.cli import demo

    raise typer.Exit(demo.run(once, output.value))


@app.command(short_help="Print the version.")
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


@case.command("list")
def case_list(
    limit: Limit = 50,
    unverified: Unverified = False,
    output: Form = Output.TEXT,
    language: Language = "en",
) -> None:
    """The newest cases, with what they wait for."""
    from ichido.cli import cases

    raise typer.Exit(cases.list_(limit, output, language, unverified))


@case.command("show")
def case_show(number: Number, output: Form = Output.TEXT, language: Language = "en") -> None:
    """Where a case stands, procedure by procedure."""
    from ichido.cli import cases

    raise typer.Exit(cases.show(number, output, language))


@case.command("explain")
def case_explain(number: Number, output: Form = Output.TEXT, language: Language = "en") -> None:
    """Why a case waits, and what makes it go on."""
    from ichido.cli import cases

    raise typer.Exit(cases.explain(number, output, language))


@case.command("burden")
def case_burden(number: Number, output: Form = Output.TEXT) -> None:
    """What a case asked of its person, beside what its procedures would ask one by one."""
    from ichido.cli import burden

    raise typer.Exit(burden.of_case(number, output))


@task.command("list")
def task_list(limit: Limit = 50, output: Form = Output.TEXT) -> None:
    """The oldest open tasks."""
    from ichido.cli import tasks

    raise typer.Exit(tasks.list_(limit, output))


@task.command("done")
def task_done(id_: TaskId) -> None:
    """Say that a task has been settled."""
    from ichido.cli import tasks

    raise typer.Exit(tasks.done(id_))


@case.command("retention")
def case_retention(number: Number, output: Form = Output.TEXT) -> None:
    """Until when a case is kept, what holds it longer, and what was decided."""
    from ichido.cli import keeping

    raise typer.Exit(keeping.retention(number, output))


@case.command("hold")
def case_hold(
    number: Number, kind: Because, reason: Reason, by: By, authority: Office = None, output: Form = Output.TEXT
) -> None:
    """Keep a case for an appeal, a suit, an audit or a disclosure request, however long that takes."""
    from ichido.cli import keeping

    raise typer.Exit(keeping.hold(number, kind, reason, by, authority, output))


@case.command("lift")
def case_lift(
    number: Number, hold: Hold, reason: Reason, by: By, authority: Office = None, output: Form = Output.TEXT
) -> None:
    """Say that what a case was held for is over."""
    from ichido.cli import keeping

    raise typer.Exit(keeping.lift(number, hold, reason, by, authority, output))


@case.command("dispose")
def case_dispose(number: Number, under: Under, by: By, authority: Deciding, output: Form = Output.TEXT) -> None:
    """Decide, for an authority that has part in it, that a filed case is to be forgotten; 1 if it has to be kept."""
    from ichido.cli import keeping

    raise typer.Exit(keeping.dispose(number, under, by, authority, output))


@case.command("forget")
def case_forget(number: Number, by: By, sure: Sure = False, output: Form = Output.TEXT) -> None:
    """Do what was decided: destroy the keys of a case, so that nobody can ever read it; 1 if it has to be kept."""
    from ichido.cli import keeping

    raise typer.Exit(keeping.forget(number, by, sure, output))


@log.command("verify")
def ledger_verify(roots: Roots = None, output: Form = Output.TEXT) -> None:
    """Read the whole log through, and name the first line that is broken."""
    from ichido.cli import ledger

    raise typer.Exit(ledger.verify(roots, output))


@log.command("check")
def ledger_check(file: Exported, key: Public = None, output: Form = Output.TEXT) -> None:
    """Check an exported log by itself, without the system it comes from."""
    from ichido.cli import ledger

    raise typer.Exit(ledger.check(file, key, output))


@keys.command("list")
def keys_list(output: Form = Output.TEXT) -> None:
    """Every key that wraps, by controller, with how many data keys it wraps; 1 if one is not at hand."""
    from ichido.cli import keys

    raise typer.Exit(keys.list_(output))


@keys.command("rotate")
def keys_rotate(controller: Controller = None, output: Form = Output.TEXT) -> None:
    """Make a new key and wrap every data key by it, while everything runs; stopped, it goes on when run again."""
    from ichido.cli import keys

    raise typer.Exit(keys.rotate(controller, output))


@keys.command("prune")
def keys_prune(output: Form = Output.TEXT) -> None:
    """Remove keys that wrap nothing any more and were replaced seven days ago."""
    from ichido.cli import keys

    raise typer.Exit(keys.prune(output))


@keys.command("backup")
def keys_backup(folder: Backups, output: Form = Output.TEXT) -> None:
    """Write every data key, wrapped, into a new file, and remove backups older than seven days."""
    from ichido.cli import key_backup

    raise typer.Exit(key_backup.backup(folder, output))


@keys.command("restore")
def keys_restore(file: Backup, output: Form = Output.TEXT) -> None:
    """Put back data keys that are missing, without those of cases that were forgotten since."""
    from ichido.cli import key_backup

    raise typer.Exit(key_backup.restore(file, output))

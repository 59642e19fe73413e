"""Entry of the servers that come with the platform.

    python -m talentplatform.embedded exec [--data-dir DIR] -- COMMAND ...    a command with servers beside it
    python -m talentplatform.embedded demo [--size small|city] [--port N]     the whole platform, in the foreground

Where `DATABASE_URL` or `CELERY_BROKER_URL` is set, that server is not started.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from talentplatform.standalone import demo, execution
from talentplatform.standalone.refusal import Refusal


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m talentplatform.embedded", description=__doc__.splitlines()[0])
    commands = top.add_subparsers(dest="act", required=True)
    execute = commands.add_parser("exec", help="run a command with PostgreSQL and a broker beside it")
    execute.add_argument("--data-dir", type=Path, help="keep the data there; without it, a temporary folder")
    execute.add_argument("command", nargs=argparse.REMAINDER, help="-- COMMAND ...")
    demo_parser = commands.add_parser("demo", help="the whole platform, until Ctrl-C")
    demo_parser.add_argument("--data-dir", type=Path, default=Path("var"), help="default: ./var")
    demo_parser.add_argument("--host", default="127.0.0.1")
    demo_parser.add_argument("--port", type=port_number, default=8000)
    demo_parser.add_argument("--size", choices=("small", "city"), default="small", help="of the sample world")
    return top


def port_number(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (1 to 65535)")
    return int(text)


def main(arguments: list[str]) -> int:
    options = parser().parse_args(arguments)
    if options.act == "demo":
        return demo.run(demo.Wish(options.data_dir, options.host, options.port, options.size))
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser().error("exec needs a command: exec -- COMMAND ...")
    return execution.run(command, options.data_dir)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Refusal as refusal:
        sys.exit(f"error: {refusal}")

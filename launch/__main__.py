"""The entry. Readable by Python 3.6, so that an old Python is refused in words and not by a syntax error."""

import sys


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036
        found = ".".join(str(part) for part in sys.version_info[:3])
        refusal = "Нужен Python 3.11 или новее, а это " + found + ". Укажите другой: make run PYTHON=python3.11\n"
        sys.stderr.buffer.write(refusal.encode("utf-8"))
        return 1
    from launch.commands import main as run_command

    return run_command(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())

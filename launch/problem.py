"""What the launcher says on the terminal."""


class Problem(Exception):
    """What stops the launcher, in one Russian line: what is wrong and what to do."""


def say(line: str) -> None:
    """Print a line at once, also when the output goes to a file."""
    print(line, flush=True)


def last_lines(text: str, count: int = 5) -> str:
    """The end of what a program said: that is where it names its trouble."""
    return "\n".join(line for line in text.strip().splitlines()[-count:])

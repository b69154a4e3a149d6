"""A guard against the frame-chunk cliff of CPython, measured on 3.11, 3.12 and 3.13.

The interpreter keeps frames in chunks of 16 kB, which it maps and unmaps as the stack grows and shrinks. A recursion
that straddles the end of a chunk pays for that on every call, hundreds of page faults in a request, and whether it
does depends on how many frames happen to lie below it. A frame that claims a large stack gets a large chunk,
in which everything called from it has room.
"""

from collections.abc import Callable
from typing import Any

SLOTS = (
    20_000  # of 8 bytes: a chunk of 256 kB, of which this frame claims 160; memory that nobody touches costs nothing
)


def guarded(application: Callable[..., Any]) -> Callable[..., Any]:
    """The same WSGI application, called from a frame with room behind it."""

    def with_room(environ: Any, start_response: Any) -> Any:
        return application(environ, start_response)

    with_room.__code__ = with_room.__code__.replace(co_stacksize=SLOTS)
    return with_room

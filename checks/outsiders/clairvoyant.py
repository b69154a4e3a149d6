"""Clairvoyance guesses a schema from error messages: of ours it recovers nothing as a stranger, even knowing all names.

A control comes first: the same tool with a bearer, whom the server helps with suggestions, must recover something.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = Path(sys.executable).with_name("clairvoyance")
ENDPOINT = os.environ["ADDRESS"] + "/graphql/"
CONTROL = ["me", "user", "fullName"]
PATIENCE = 120  # seconds


def recovered(document: str, words: list[str] | None, *headers: str) -> set[str]:
    """Names of types and fields that the tool has found; it leaves no file when it gives up."""
    with tempfile.TemporaryDirectory() as folder:
        found, given = Path(folder) / "schema.json", Path(folder) / "words.txt"
        command: list[Any] = [TOOL, ENDPOINT, "-d", document, "-o", found, *headers]
        if words is not None:
            given.write_text("\n".join(words))
            command += ["-w", given]
        subprocess.run(command, check=False, capture_output=True, timeout=PATIENCE)
        kinds = json.loads(found.read_text())["data"]["__schema"]["types"] if found.exists() else []
    own = [kind for kind in kinds if not kind["name"].startswith("__")]
    return {f"{kind['name']}.{field['name']}" for kind in own for field in kind.get("fields") or []}


def main() -> int:
    """Say what was recovered; 0 if strangers get nothing and the control gets something."""
    control = recovered("query { FUZZ }", CONTROL, "-H", f"Authorization: Bearer {os.environ['BEARER']}")
    print(f"with a bearer, knowing three names: {sorted(control)}")
    names = sorted(set(re.findall(r"\b[A-Za-z_]+\b", (ROOT / "schema.graphql").read_text(encoding="utf-8"))))
    failed = not control
    for document in ("query { FUZZ }", "mutation { FUZZ }"):
        for words, which in ((None, "words of its own"), (names, f"all {len(names)} words of schema.graphql")):
            found = recovered(document, words)
            failed |= bool(found)
            print(f"stranger, {document}, {which}: {sorted(found) or 'nothing'}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())

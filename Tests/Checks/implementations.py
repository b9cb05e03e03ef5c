"""Checks that the Swift functions which implement a C header have the types that the header gives
them.

implementations.py INCLUDE MODULES SOURCE...

INCLUDE is the folder with module.modulemap, MODULES the folder with the compiled Swift modules that
the sources import. The compiler compares an export with the header only when it says
@implementation, so each must say it.
"""

import re
import sys
from pathlib import Path

from toolchain import run, tool, verdict


def main(include: Path, modules: Path, sources: list[Path]) -> None:
    problems, exports = [], 0
    for source in sources:
        for number, line in enumerate(source.read_text().splitlines(), 1):
            if re.match(r"\s*@(_cdecl|c)\b", line):
                exports += 1
                if "@implementation" not in line:
                    problems.append(f"{source}:{number}: an export without @implementation")
    if not exports:
        problems.append("no export found")
    done = run(
        tool("swiftc"), "-typecheck", "-swift-version", "6", "-module-name", "LightlaneABI",
        "-I", str(modules), "-I", str(include), *map(str, sources),
    )  # fmt: skip
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if re.match(r"\S.* error:", line)]
        problems += errors or [done.stderr]
    verdict("implementations", problems, f"{exports} exports have the types of the header")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), [Path(path) for path in sys.argv[3:]])

"""Checks that the names a shared library exports are exactly the functions that its header
declares.

exports.py HEADER LIBRARY
"""

import sys
from pathlib import Path

from toolchain import functions, output, tool, verdict

NODE = "LIGHTLANE_0"


def main(header: Path, library: Path) -> None:
    exported: dict[str, str] = {}
    for line in output(tool("llvm-nm"), "-D", "--defined-only", str(library)).splitlines():
        name, _, node = line.split()[-1].partition("@@")
        if name != NODE:
            exported[name] = node
    declared = functions(header)
    problems = [
        f"{name} is declared but not exported" for name in sorted(declared.keys() - exported.keys())
    ]
    problems += [
        f"{name} is exported but not declared" for name in sorted(exported.keys() - declared.keys())
    ]
    problems += [
        f"{name} has symbol version '{node}', not {NODE}"
        for name, node in sorted(exported.items())
        if node != NODE
    ]
    if not declared:
        problems.append(f"{header} declares no function")
    verdict(
        "exports",
        problems,
        f"{len(declared)} functions declared, the same {len(exported)} exported",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

"""Checks that each public header compiles alone without a warning: C99 on and C++11 on, by gcc and
by Clang.

pedantic.py INCLUDE

INCLUDE is the folder that holds lightlane/*.h and lightlane/*.hpp.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from toolchain import run, tool, verdict

WARNINGS = [
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
    "-Wshadow",
    "-Wundef",
    "-Werror",
    "-fsyntax-only",
]
C = ["c99", "c11", "c17"]
CXX = ["c++11", "c++14", "c++17", "c++20"]


def main(include: Path) -> None:
    c = [(compiler, "c", C) for compiler in (shutil.which("gcc"), tool("clang")) if compiler]
    cxx = [
        (compiler, "cpp", CXX) for compiler in (shutil.which("g++"), tool("clang++")) if compiler
    ]
    problems, compiled = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for header in sorted((include / "lightlane").iterdir()):
            for compiler, suffix, standards in cxx if header.suffix == ".hpp" else c + cxx:
                source = Path(folder, f"alone.{suffix}")
                # Twice, so that a missing include guard shows.
                source.write_text(
                    f"#include <lightlane/{header.name}>\n" * 2 + "int main(void) { return 0; }\n"
                )
                for standard in standards:
                    done = run(
                        compiler, f"-std={standard}", *WARNINGS, "-I", str(include), str(source)
                    )
                    compiled += 1
                    if done.returncode:
                        name = f"{header.name}, {Path(compiler).name} -std={standard}"
                        problems.append(f"{name}: {done.stderr.strip().splitlines()[0]}")
    if not compiled:
        problems.append("no header found")
    verdict("pedantic", problems, f"{compiled} compilations of single headers without a warning")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

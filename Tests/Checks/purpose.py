"""Checks that every source file opens with a comment that says what it is for, and that its name
says something.

purpose.py PATH...      files, or folders to look through
"""

import os
import re
import sys
from pathlib import Path

from toolchain import verdict

COMMENT = {
    ".swift": r"//+ ?(.*)",
    ".c": r"/\*+ ?(.*)",
    ".h": r"/\*+ ?(.*)",
    ".hpp": r"/\*+ ?(.*)",
    ".cpp": r"/\*+ ?(.*)",
    ".py": r'(?:r?"""|# ?)(.*)',
    ".pyi": r'(?:r?"""|# ?)(.*)',
    ".sh": r"# ?(.*)",
    ".toml": r"# ?(.*)",
    ".modulemap": r"// ?(.*)",
    "Makefile": r"# ?(.*)",
}
# Lines that must stand first and are not the purpose.
FIRST = re.compile(r"#!|// swift-tools-version")
SKIPPED = {".git", ".build", "build", ".venv", "__pycache__", "node_modules"}
EMPTY_NAMES = re.compile(
    r"(^|[_.-])(utils?|misc|helpers?|common|stuff|old|new|tmp|v\d+)([_.-]|$)", re.IGNORECASE
)


def files(paths: list[str]) -> list[Path]:
    found: list[Path] = []
    for path in map(Path, paths):
        if path.is_file():
            found.append(path)
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(set(folders) - SKIPPED)
            found += [Path(folder, name) for name in sorted(names)]
    return found


def main(paths: list[str]) -> None:
    problems, judged = [], 0
    for file in files(paths):
        if EMPTY_NAMES.search(file.stem):
            problems.append(f"{file}: the name does not say what is in it")
        pattern = COMMENT.get(file.name) or COMMENT.get(file.suffix)
        if not pattern:
            continue
        judged += 1
        lines = file.read_text(encoding="utf-8").splitlines()
        while lines and FIRST.match(lines[0]):
            lines.pop(0)
        said = re.match(pattern, lines[0]) if lines else None
        if not said or len(said.group(1).split()) < 3:
            problems.append(f"{file}: does not open with a comment that says its purpose")
    if not judged:
        problems.append("no source file found")
    verdict("purpose", problems, f"{judged} source files open with their purpose")


if __name__ == "__main__":
    main(sys.argv[1:])

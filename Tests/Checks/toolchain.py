"""Finds the tools of the Swift toolchain, which stand beside swiftc, and runs them for checks."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn


def tool(name: str) -> str:
    """Path of a program beside swiftc, or else of the one on PATH."""
    swiftc = shutil.which("swiftc")
    if swiftc:
        beside = Path(os.path.realpath(swiftc)).parent / name
        if beside.exists():
            return str(beside)
    found = shutil.which(name)
    if not found:
        sys.exit(f"{name} is neither beside swiftc nor on PATH")
    return found


def run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True)


def output(*command: str) -> str:
    """What a command that must succeed prints."""
    done = run(*command)
    if done.returncode:
        sys.exit(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
    return done.stdout


def declarations(header: Path) -> list[dict]:
    """The declarations of a C header with the project's prefix, from Clang's syntax tree."""
    tree = json.loads(
        output(
            tool("clang"),
            "-xc",
            "-std=c99",
            "-Xclang",
            "-ast-dump=json",
            "-fsyntax-only",
            str(header),
        )
    )
    return [node for node in tree["inner"] if node.get("name", "").startswith("lightlane_")]


def functions(header: Path) -> dict[str, str]:
    """Name and type of every function that a header declares."""
    return {
        n["name"]: n["type"]["qualType"]
        for n in declarations(header)
        if n["kind"] == "FunctionDecl"
    }


def verdict(check: str, problems: list[str], success: str) -> NoReturn:
    """Ends a check: the problems and exit code 1, or one line of success."""
    for problem in problems:
        print(f"{check}: {problem}")
    if not problems:
        print(f"{check}: {success}")
    sys.exit(1 if problems else 0)

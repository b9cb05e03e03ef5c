"""Holds the C ABI against a committed baseline: functions, types, struct layouts and the values of
macros.

abi.py BASELINE HEADER            fails on any difference, and names it
abi.py BASELINE HEADER --write    takes additions into the baseline, never a removal or a change
"""

import re
import sys
import tempfile
from pathlib import Path

from toolchain import declarations, output, tool, verdict

# Macros that say nothing about the binary interface, or differ with every release.
PASSED_OVER = {"LIGHTLANE_API", "LIGHTLANE_CHECK", "LIGHTLANE_VERSION", "LIGHTLANE_VERSION_NUMBER"}


def macros(header: Path) -> list[str]:
    """Names of the project's macros that have a value."""
    defined = output(tool("clang"), "-xc", "-std=c99", "-E", "-dM", str(header))
    found = re.findall(r"^#define (LIGHTLANE_\w+) \S", defined, re.MULTILINE)
    return sorted(set(found) - PASSED_OVER)


def measured(header: Path, structs: dict[str, list[str]]) -> list[str]:
    """Sizes, offsets and macro values, as a program that includes the header sees them."""
    lines = [f'#include "{header.resolve()}"', "#include <stdio.h>", "int main(void) {"]
    for struct, fields in structs.items():
        lines.append(f'printf("struct {struct} size %zu\\n", sizeof({struct}));')
        for field in fields:
            lines.append(
                f'printf("field {struct}.{field} offset %zu size %zu\\n", '
                f"offsetof({struct}, {field}), sizeof((({struct} *)0)->{field}));"
            )
    for name in macros(header):
        lines.append(f'printf("macro {name} %lld\\n", (long long){name});')
    lines += ["return 0;", "}"]
    with tempfile.TemporaryDirectory() as folder:
        source, program = Path(folder, "measure.c"), Path(folder, "measure")
        source.write_text("\n".join(lines))
        output(tool("clang"), "-std=c99", str(source), "-o", str(program))
        return output(str(program)).splitlines()


def describe(header: Path) -> dict[str, str]:
    """Every entry of the interface: what it is called → what must not change about it."""
    structs: dict[str, list[str]] = {}
    entries: dict[str, str] = {}
    for node in declarations(header):
        if node["kind"] == "FunctionDecl":
            entries[f"function {node['name']}"] = node["type"]["qualType"]
        elif node["kind"] == "TypedefDecl":
            entries[f"type {node['name']}"] = node["type"]["qualType"]
        elif node["kind"] == "RecordDecl" and "inner" in node:
            fields = [field for field in node["inner"] if field["kind"] == "FieldDecl"]
            structs[node["name"]] = [field["name"] for field in fields]
            for field in fields:
                entries[f"type {node['name']}.{field['name']}"] = field["type"]["qualType"]
    for line in measured(header, structs):
        kind, name, value = line.split(" ", 2)
        entries[f"{kind} {name}"] = value
    return entries


def read(baseline: Path) -> dict[str, str]:
    if not baseline.exists():
        return {}
    lines = [
        line for line in baseline.read_text().splitlines() if line and not line.startswith("#")
    ]
    return dict(line.split(": ", 1) for line in lines)


def main(baseline: Path, header: Path, write: bool) -> None:
    past, present = read(baseline), describe(header)
    problems = [f"{name} is gone" for name in sorted(past.keys() - present.keys())]
    problems += [
        f"{name} was '{past[name]}' and is '{present[name]}'"
        for name in sorted(past.keys() & present.keys())
        if past[name] != present[name]
    ]
    added = sorted(present.keys() - past.keys())
    if write and not problems:
        head = (
            "# The C ABI as promised: what stands here may not change; abi.py --write adds to it.\n"
        )
        baseline.write_text(
            head + "".join(f"{name}: {present[name]}\n" for name in sorted(present))
        )
    elif not write:
        problems += [
            f"{name} is not in the baseline; if it is meant, run abi.py --write" for name in added
        ]
    verdict(
        "abi",
        problems,
        f"{len(present)} entries as in {baseline.name}"
        + (f", {len(added)} added" if added else ""),
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), "--write" in sys.argv[3:])

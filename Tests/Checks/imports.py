"""Checks the direction of the modules, and that a target imports only what the manifest says it
depends on.

imports.py PACKAGE

PACKAGE is the folder with Package.swift. SwiftPM's own check of explicit imports does not see a
module that comes along with another; this one reads every import.
"""

import json
import re
import sys
from pathlib import Path

from toolchain import output, tool, verdict

# What each module may import of the others: everything on its left.
CORE = {
    "LaneNumerics": set(),
    "LaneParameters": {"LaneNumerics"},
    "LaneChannel": {"LaneNumerics", "LaneParameters"},
    "LaneOptics": {"LaneNumerics", "LaneParameters"},
    "LanePower": {"LaneNumerics", "LaneParameters"},
    "LaneSignal": {"LaneNumerics", "LaneParameters", "LaneChannel", "LaneOptics", "LanePower"},
}
CORE["LaneEvaluation"] = CORE["LaneSignal"] | {"LaneSignal"}
CORE["Lightlane"] = CORE["LaneEvaluation"] | {"LaneEvaluation"}
FACES = {
    "CLightlane": set(),
    "LightlaneABI": CORE["Lightlane"] | {"Lightlane", "CLightlane"},
    "LightlaneSO": {"LightlaneABI"},
}
MODULES = CORE | FACES
SYSTEM = {"Swift", "Glibc", "Musl", "Darwin", "Synchronization"}
IMPORT = re.compile(
    r"^\s*(?:@\w+(?:\(\w+\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?import\s+"
    r"(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)",
    re.MULTILINE,
)


def main(package: Path) -> None:
    manifest = json.loads(
        output(tool("swift"), "package", "--package-path", str(package), "dump-package")
    )
    problems, files = [], 0
    for target in manifest["targets"]:
        if target["type"] == "test" or (target.get("path") or "").startswith("Tests/"):
            continue
        name = target["name"]
        declared = {next(iter(dependency.values()))[0] for dependency in target["dependencies"]}
        if name not in MODULES:
            problems.append(
                f"target {name} has no place in the order of modules (see Tests/Checks/imports.py)"
            )
            continue
        for extra in sorted(declared - MODULES[name]):
            problems.append(f"target {name} depends on {extra}, which is not on its left")
        for source in sorted((package / "Sources" / name).rglob("*.swift")):
            files += 1
            for module in IMPORT.findall(source.read_text()):
                where = f"{source.relative_to(package)} imports {module}"
                if module in MODULES and module not in MODULES[name]:
                    problems.append(f"{where}, which is not on the left of {name}")
                elif module in MODULES and module not in declared:
                    problems.append(f"{where}, on which the manifest does not let {name} depend")
                elif module not in MODULES and module not in SYSTEM:
                    problems.append(
                        f"{where}; only {', '.join(sorted(SYSTEM))} may come from outside"
                    )
    if not files:
        problems.append("no source file found")
    verdict("imports", problems, f"{files} source files import only what lies on their left")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Checks that a shared library needs only the C and C++ run-time libraries, stays loaded, and is
small enough.

self_contained.py LIBRARY
"""

import re
import sys
from pathlib import Path

from toolchain import output, verdict

ALLOWED = re.compile(r"(libc|libm|libstdc\+\+|libgcc_s|libpthread|libdl|ld-linux-[\w-]+)\.so\.\d+")
SONAME = "liblightlane.so.0"
LARGEST = 8_000_000


def main(library: Path) -> None:
    dynamic = output("readelf", "--dynamic", "--wide", str(library))
    problems = [
        f"needs {name}"
        for name in re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
        if not ALLOWED.fullmatch(name)
    ]
    sonames = re.findall(r"\(SONAME\).*\[(.*)\]", dynamic)
    if sonames != [SONAME]:
        problems.append(f"SONAME is {sonames or 'absent'}, not {SONAME}")
    if not re.search(r"\(FLAGS_1\).*NODELETE", dynamic):
        problems.append("may be unloaded: it is not linked with -z nodelete")
    for path in re.findall(r"\((?:RUNPATH|RPATH)\).*\[(.*)\]", dynamic):
        if any(part and not part.startswith("$ORIGIN") for part in path.split(":")):
            problems.append(f"searches {path}")
    size = library.stat().st_size
    if size > LARGEST:
        problems.append(f"has {size} bytes, more than {LARGEST}")
    verdict(
        "self-contained",
        problems,
        f"{library.name} needs only system libraries; {size / 1e6:.2f} MB",
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Tests of the checks: each one passes the tree as it is and fails a copy that was altered, naming
what is wrong.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

from toolchain import tool

CHECKS = Path(__file__).resolve().parent
ROOT = CHECKS.parents[1]
HEADER = Path("include/lightlane/lightlane.h")


def judge(*command: object) -> tuple[int, str]:
    """Exit code and output of a check, or of another Python script."""
    words = [sys.executable, "-B", *map(str, command)]
    done = subprocess.run(words, capture_output=True, text=True, cwd=ROOT)
    return done.returncode, done.stdout + done.stderr


def altered(source: Path, target: Path, pattern: str, replacement: str) -> Path:
    """Copies a file with one place changed."""
    text, count = re.subn(pattern, replacement, source.read_text(), count=1, flags=re.DOTALL)
    assert count == 1, f"{pattern} is not in {source}"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text)
    return target


class AlteredCopy(unittest.TestCase):
    """Gives each test a folder for its copies and asks a check about them."""

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def passes(self, *command: object) -> None:
        code, said = judge(*command)
        self.assertEqual(code, 0, said)

    def fails(self, reason: str, *command: object) -> None:
        code, said = judge(*command)
        self.assertEqual(code, 1, said)
        self.assertIn(reason, said)

    def include(self, pattern: str, replacement: str, name: str = "") -> Path:
        """A copy of the include folder with one header altered: the named one, or else the one that
        has the pattern."""
        include = self.folder / "include"
        if not include.exists():
            shutil.copytree(ROOT / "include", include)
        headers = sorted((include / "lightlane").glob(name or "*.h"))
        path = next(h for h in headers if re.search(pattern, h.read_text(), re.DOTALL))
        altered(path, path, pattern, replacement)
        return include


class Headers(AlteredCopy):
    def test_a_header_with_a_warning(self) -> None:
        self.passes(CHECKS / "pedantic.py", "include")
        self.fails(
            "lightlane_types.h",
            CHECKS / "pedantic.py",
            self.include(r"typedef int32_t (lightlane_status;)", r"typedef _Bool \1"),
        )

    def test_a_cpp_header_with_a_conversion(self) -> None:
        include = self.include(
            r"namespace detail \{",
            "namespace detail {\ninline int cut(double x) { return x; }",
            "*.hpp",
        )
        self.fails("lightlane_types.hpp", CHECKS / "pedantic.py", include)

    def test_a_header_that_only_c_understands(self) -> None:
        include = self.include(
            r'#ifdef __cplusplus\nextern "C" \{\n#endif',
            "static inline int *new(void *p) { return p; }",
        )
        self.fails("-std=c++11", CHECKS / "pedantic.py", include)


class Baseline(AlteredCopy):
    def judged(
        self, reason: str, pattern: str, replacement: str, name: str = "", *more: str
    ) -> None:
        header = self.include(pattern, replacement, name) / "lightlane" / "lightlane.h"
        self.fails(reason, CHECKS / "abi.py", "Tests/abi-baseline.txt", header, *more)

    def test_the_tree(self) -> None:
        self.passes(CHECKS / "abi.py", "Tests/abi-baseline.txt", HEADER)

    def test_a_removed_function(self) -> None:
        self.judged(
            "function lightlane_version is gone",
            r"LIGHTLANE_API const char \*lightlane_version\(void\);",
            "",
        )

    def test_a_changed_argument(self) -> None:
        self.judged(
            "function lightlane_parameter_at was",
            r"lightlane_parameter_at\(size_t",
            "lightlane_parameter_at(uint32_t",
        )

    def test_a_narrowed_field(self) -> None:
        self.judged("field lightlane_error.row was", r"int64_t row;", "int32_t row;")

    def test_swapped_fields(self) -> None:
        self.judged(
            "field lightlane_column.data was",
            r"(void \*data;[^\n]*)\n([^\n]*int64_t stride;[^\n]*)\n",
            r"\2\n\1\n",
        )

    def test_a_renumbered_code(self) -> None:
        self.judged(
            "macro LIGHTLANE_OVERLAP was '15' and is '16'",
            r"(LIGHTLANE_OVERLAP) 15",
            r"\1 16",
            "lightlane_tables.h",
        )

    def test_an_addition(self) -> None:
        added = r"LIGHTLANE_API size_t lightlane_added(void);\n\1"
        self.judged(
            "function lightlane_added is not in the baseline",
            r"(LIGHTLANE_API uint32_t lightlane_version_number)",
            added,
        )
        copy = shutil.copy(ROOT / "Tests/abi-baseline.txt", self.folder / "baseline.txt")
        header = self.folder / "include/lightlane/lightlane.h"
        self.passes(CHECKS / "abi.py", copy, header, "--write")
        self.passes(CHECKS / "abi.py", copy, header)

    def test_writing_takes_no_removal(self) -> None:
        copy = shutil.copy(ROOT / "Tests/abi-baseline.txt", self.folder / "baseline.txt")
        before = Path(copy).read_text()
        header = (
            self.include(r"LIGHTLANE_API const char \*lightlane_version\(void\);", "")
            / "lightlane"
            / "lightlane.h"
        )
        self.fails("function lightlane_version is gone", CHECKS / "abi.py", copy, header, "--write")
        self.assertEqual(Path(copy).read_text(), before)


class Library(AlteredCopy):
    """A stand-in library for the header, which gcc makes from the header's names."""

    def library(
        self, names: list[str], *flags: str, script: str = "LIGHTLANE_0 { global: *; };"
    ) -> Path:
        (self.folder / "map").write_text(script)
        (self.folder / "stand_in.c").write_text(
            "".join(f"void {name}(void) {{}}\n" for name in names)
        )
        library = self.folder / "liblightlane.so"
        command = ["gcc", "-shared", "-fPIC", str(self.folder / "stand_in.c"), "-o", str(library)]
        subprocess.run(
            [*command, f"-Wl,--version-script={self.folder / 'map'}", *flags], check=True
        )
        return library

    @staticmethod
    def names() -> list[str]:
        headers = sorted((ROOT / HEADER).parent.glob("*.h"))
        text = "".join(header.read_text() for header in headers)
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        # A macro may call a function as well as the declaration name it.
        return list(dict.fromkeys(re.findall(r"\b(lightlane_\w+)\(", text)))

    def test_exports(self) -> None:
        names = self.names()
        self.passes(CHECKS / "exports.py", HEADER, self.library(names))
        self.fails(
            f"{names[3]} is declared but not exported",
            CHECKS / "exports.py",
            HEADER,
            self.library(names[:3] + names[4:]),
        )
        self.fails(
            "swift_leak is exported but not declared",
            CHECKS / "exports.py",
            HEADER,
            self.library([*names, "swift_leak"]),
        )
        bare = self.library(names, script="{ global: *; };")
        self.fails("has symbol version ''", CHECKS / "exports.py", HEADER, bare)

    def test_self_contained(self) -> None:
        good = ["-Wl,-soname,liblightlane.so.0", "-Wl,-z,nodelete"]
        self.passes(CHECKS / "self_contained.py", self.library(["f"], *good))
        self.fails("SONAME is", CHECKS / "self_contained.py", self.library(["f"], good[1]))
        self.fails("may be unloaded", CHECKS / "self_contained.py", self.library(["f"], good[0]))
        path = self.library(["f"], *good, "-Wl,-rpath,/opt/toolchain/lib")
        self.fails("searches /opt/toolchain/lib", CHECKS / "self_contained.py", path)
        foreign = self.folder / "libswiftCore.so"
        subprocess.run(
            [
                "gcc",
                "-shared",
                "-o",
                str(foreign),
                "-xc",
                os.devnull,
                "-Wl,-soname,libswiftCore.so",
            ],
            check=True,
        )
        needy = self.library(["f"], *good, "-Wl,--no-as-needed", str(foreign))
        self.fails("needs libswiftCore.so", CHECKS / "self_contained.py", needy)


class Exports(AlteredCopy):
    """The Swift sources against altered headers and the other way round."""

    def command(self, include: Path, sources: Path = ROOT / "Sources/LightlaneABI") -> list[object]:
        files = sorted(sources.glob("*.swift"))
        return [CHECKS / "implementations.py", include, ".build/release/Modules", *files]

    def test_the_tree(self) -> None:
        self.passes(*self.command(ROOT / "include"))

    def test_a_header_with_another_type(self) -> None:
        include = self.include(
            r"uint32_t lightlane_version_number\(void\)", "uint64_t lightlane_version_number(void)"
        )
        self.fails("'lightlane_version_number()' of type", *self.command(include))

    def test_a_header_with_another_argument(self) -> None:
        include = self.include(
            r"lightlane_link_get\(const lightlane_link", "lightlane_link_get(lightlane_link"
        )
        include = self.include(r"lightlane_parameter_at\(size_t", "lightlane_parameter_at(uint64_t")
        self.fails("'lightlane_parameter_at' of type", *self.command(include))

    def test_a_header_without_the_function(self) -> None:
        include = self.include(r"LIGHTLANE_API const char \*lightlane_version\(void\);", "")
        self.fails("could not find imported function 'lightlane_version'", *self.command(include))

    def test_an_export_that_is_not_compared(self) -> None:
        sources = self.folder / "LightlaneABI"
        shutil.copytree(ROOT / "Sources/LightlaneABI", sources)
        file = next(
            path
            for path in sorted(sources.glob("*.swift"))
            if "@implementation" in path.read_text()
        )
        altered(file, file, r" @implementation", "")
        self.fails("without @implementation", *self.command(ROOT / "include", sources))


class Sources(AlteredCopy):
    def package(self) -> Path:
        package = self.folder / "package"
        for name in ("Sources", "include"):
            shutil.copytree(ROOT / name, package / name, symlinks=True)
        shutil.copy(ROOT / "Package.swift", package)
        return package

    def with_import(self, target: str, line: str) -> Path:
        package = self.package()
        file = sorted((package / "Sources" / target).glob("*.swift"))[0]
        file.write_text(file.read_text() + f"\n{line}\n")
        return package

    def test_imports(self) -> None:
        self.passes(CHECKS / "imports.py", ".")

    def test_an_import_from_the_right(self) -> None:
        package = self.with_import("LaneNumerics", "internal import struct LaneEvaluation.Plan")
        self.fails(
            "imports LaneEvaluation, which is not on the left of LaneNumerics",
            CHECKS / "imports.py",
            package,
        )

    def test_foundation_in_the_core(self) -> None:
        self.fails(
            "imports Foundation",
            CHECKS / "imports.py",
            self.with_import("LaneOptics", "@preconcurrency import Foundation"),
        )

    def test_an_import_that_only_comes_along(self) -> None:
        package = self.package()
        manifest = package / "Package.swift"
        altered(
            manifest, manifest, r'(name: "LaneOptics", dependencies: \[)"LaneNumerics", ', r"\1"
        )
        self.fails(
            "imports LaneNumerics, on which the manifest does not let LaneOptics depend",
            CHECKS / "imports.py",
            package,
        )

    def test_a_dependency_from_the_right(self) -> None:
        package = self.package()
        manifest = package / "Package.swift"
        altered(manifest, manifest, r'(name: "LaneNumerics")', r'\1, dependencies: ["LightlaneSO"]')
        self.fails("target LaneNumerics depends on LightlaneSO", CHECKS / "imports.py", package)

    def test_formatting(self) -> None:
        crooked_c, crooked_swift = self.folder / "crooked.c", self.folder / "crooked.swift"
        crooked_c.write_text("int   main(void){return 0;}\n")
        crooked_swift.write_text("func  crooked( ) { }\n")
        self.fails("crooked.c", CHECKS / "formatting.py", ".", crooked_c)
        self.fails("crooked.swift", CHECKS / "formatting.py", ".", crooked_swift)
        self.passes(CHECKS / "formatting.py", "--write", ".", self.folder)
        self.passes(CHECKS / "formatting.py", ".", self.folder)

    def test_purpose(self) -> None:
        good = self.folder / "good.swift"
        good.write_text("// Says what this file is for.\n")
        self.passes(CHECKS / "purpose.py", self.folder)
        for name, text in (
            ("bad.py", "import os\n"),
            ("bad.c", "/* short */\n"),
            ("bad.sh", "#!/bin/sh\nset -e\n"),
        ):
            with self.subTest(name):
                (self.folder / name).write_text(text)
                self.fails(f"{name}: does not open", CHECKS / "purpose.py", self.folder / name)
        (self.folder / "line_utils.py").write_text('"""Says what this file is for."""\n')
        self.fails("the name does not say", CHECKS / "purpose.py", self.folder / "line_utils.py")

    def test_generated_files(self) -> None:
        self.passes("bindings/generate.py", "--check")
        spec = self.folder / "spec"
        shutil.copytree(ROOT / "bindings/spec", spec)
        altered(
            spec / "status.toml", spec / "status.toml", r'name = "OVERLAP"', 'name = "OVERLAPPING"'
        )
        self.fails(
            "lightlane_tables.h", "bindings/generate.py", "--check", "--spec", spec, "--root", ROOT
        )
        altered(spec / "metrics.toml", spec / "metrics.toml", r"id = 20101", "id = 20100")
        code, said = judge("bindings/generate.py", "--check", "--spec", spec, "--root", ROOT)
        self.assertNotEqual(code, 0)
        self.assertIn("id 20100 is taken", said)

    def test_a_sheet_out_of_bounds(self) -> None:
        spec = self.folder / "spec"
        for pattern, replacement, reason in (
            (r"rise_time_ps = 47.1", "rise_time_ps = -1", "rise_time_ps = -1 is outside"),
            (r"rise_time_ps = 47.1", "rise = 47.1", "no input is called rise"),
            (r"id = 10101", "id = 10100", "id 10100 is taken"),
        ):
            shutil.rmtree(spec, ignore_errors=True)
            shutil.copytree(ROOT / "bindings/spec", spec)
            altered(spec / "ten_gigabit.toml", spec / "ten_gigabit.toml", pattern, replacement)
            self.fails(reason, "bindings/generate.py", "--check", "--spec", spec, "--root", ROOT)


    def test_a_group_that_breaks_a_rule(self) -> None:
        spec = self.folder / "spec"
        for pattern, replacement, reason in (
            (r"id = 30002", "id = 30001", "id 30001 stands out of order"),
            (r"id = 30501", "id = 30499", "id 30499 is outside 30501 to 30599"),
            (r'alias = "M"', 'alias = "l"', "name l is taken"),
            (r'name = "symbol_rate_gbd"', 'name = "symbol_rate"', "name must end with _gbd"),
            (r'kind = "choice"', 'kind = "real"', "choices belong to kind choice"),
            (r"columns = \[1, 64\]", "columns = [64, 1]", "columns is not [least, most]"),
            (r"\nsource = [^\n]*", "", "source must begin with one of"),
            (r"levels = 4\n", "levels = 1\n", "802.3ck: levels: 1 is outside 2 to 16"),
            (r"levels = 4\n", "levels = 2.5\n", "2.5 is not an integer"),
            (r"levels = 4\n", "level = 4\n", "level: no such setting"),
            (r'uses = \["802.3ck"', 'uses = ["802.3cl"', "no part is named 802.3cl"),
            (r'date = "2022-08-17"', 'date = "2022"', "date is not YYYY-MM-DD"),
            (r'name = "fom_db"', 'name = "com_db"', "name com_db is taken"),
        ):
            with self.subTest(reason):
                shutil.rmtree(spec, ignore_errors=True)
                shutil.copytree(ROOT / "bindings/spec", spec)
                table = spec / "measures/com.toml"
                altered(table, table, pattern, replacement)
                self.fails(
                    reason, "bindings/generate.py", "--check", "--spec", spec, "--root", ROOT
                )

    def test_a_limit_that_breaks_a_rule(self) -> None:
        spec = self.folder / "spec"
        for pattern, replacement, reason in (
            (r'"tdecq_db", "max", 3.4', '"tdecq", "max", 3.4', "tdecq: no such quantity"),
            (r'"tdecq_db", "max", 3.4', '"tdecq_db", "most", 3.4', "sense is none of min, max"),
            (r'"tdecq_db", "max", 3.4', '"tdecq_db", "max", 340', "340 is outside the quantity's"),
            (r'3.4, "DR4"\]', '3.4, "DR5"]', "no source DR5"),
            (r'status = "found"', 'status = "heard"', "status is none of found, draft, memory"),
            (r'of = \["tdecq_db"\], ', "", "of and offset belong together"),
            (r'when = "wavelength_nm", ', "", "when needs from or below"),
            (r'name = "400GBASE-DR4"', 'name = "400GBASE-DR5"', "400GBASE-DR5 is no interface"),
            (r'uses = \["400GBASE-DR4"\]', 'uses = ["400GBASE-DR9"]', "uses 400GBASE-DR9"),
            (r'drops = \[\["oma_dbm", "min"\]\]', 'drops = [["com_db", "min"]]', "drops com_db min"),
            (r'\["tdecq_db", "max", 3.4, "DR4"\],', 'ROW\nROW', "tdecq_db max stands twice"),
        ):
            with self.subTest(reason):
                shutil.rmtree(spec, ignore_errors=True)
                shutil.copytree(ROOT / "bindings/spec", spec)
                table = spec / "limits.toml"
                row = '["tdecq_db", "max", 3.4, "DR4"],'
                altered(table, table, pattern, replacement.replace("ROW", row))
                self.fails(
                    reason, "bindings/generate.py", "--check", "--spec", spec, "--root", ROOT
                )


class Wheel(AlteredCopy):
    """packaging/dist.sh takes no wheel that other machines could not load."""

    def wheel(self, source: str, *options: str) -> Path:
        """A wheel with one extension, made of a line of C."""
        code, library = self.folder / "core.c", self.folder / "_core.abi3.so"
        code.write_text(source)
        gcc = ["gcc", "-shared", "-fPIC", "-Wl,--no-as-needed", str(code), "-o", str(library)]
        subprocess.run([*gcc, *options], check=True, capture_output=True)
        path = self.folder / "odd-1.0-cp311-abi3-linux_x86_64.whl"
        papers = {
            "METADATA": "Metadata-Version: 2.1\nName: odd\nVersion: 1.0\n",
            "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: cp311-abi3-linux_x86_64\n",
            "RECORD": "odd/_core.abi3.so,,\nodd-1.0.dist-info/RECORD,,\n",
        }
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(library, "odd/_core.abi3.so")
            for name, text in papers.items():
                archive.writestr(f"odd-1.0.dist-info/{name}", text)
        return path

    def repaired(self, wheel: Path) -> tuple[int, str, list[Path]]:
        """Exit code, output and what is left in the folder."""
        command = ["packaging/dist.sh", str(wheel), str(self.folder / "dist")]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
        return done.returncode, done.stdout + done.stderr, [*(self.folder / "dist").glob("*")]

    def test_a_good_one(self) -> None:
        code, said, left = self.repaired(self.wheel("void *PyInit__core(void) { return 0; }"))
        self.assertEqual(code, 0, said)
        self.assertEqual(
            [path.name for path in left], ["odd-1.0-cp311-abi3-manylinux_2_34_x86_64.whl"]
        )

    def test_one_outside_the_limited_api(self) -> None:
        source = "int PyCode_Addr2Line(void *, int);\n"
        source += "void *PyInit__core(void) { return (void *)(long)PyCode_Addr2Line(0, 0); }"
        code, said, left = self.repaired(self.wheel(source))
        self.assertEqual((code, left), (1, []), said)
        self.assertIn("PyCode_Addr2Line", said)

    def test_one_with_a_library_of_its_own(self) -> None:
        (self.folder / "own.c").write_text("int own(void) { return 1; }")
        own = ["gcc", "-shared", "-fPIC", "own.c", "-o", "libown.so", "-Wl,-soname,libown.so"]
        subprocess.run(own, check=True, capture_output=True, cwd=self.folder)
        source = "int own(void);\nvoid *PyInit__core(void) { return (void *)(long)own(); }"
        folder = str(self.folder)
        code, said, left = self.repaired(
            self.wheel(source, f"-L{folder}", "-lown", f"-Wl,-rpath,{folder}")
        )
        self.assertEqual((code, left), (1, []), said)
        self.assertIn("libown", said)


class Layout(AlteredCopy):
    """layout.c does not compile against a header whose structs moved."""

    def compiles(self, include: Path) -> subprocess.CompletedProcess[str]:
        command = [
            tool("clang"),
            "-std=c11",
            "-fsyntax-only",
            "-I",
            str(include),
            "Sources/CLightlane/layout.c",
        ]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT)

    def test_moved_fields(self) -> None:
        self.assertEqual(self.compiles(ROOT / "include").returncode, 0)
        done = self.compiles(self.include(r"uint32_t threads;", "uint64_t threads;"))
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("lightlane_run_options.threads", done.stderr)

    def test_every_field_is_pinned(self) -> None:
        pinned = set(
            re.findall(
                r"^FIELD\((\w+), (\w+),",
                (ROOT / "Sources/CLightlane/layout.c").read_text(),
                re.MULTILINE,
            )
        )
        baseline = (ROOT / "Tests/abi-baseline.txt").read_text()
        self.assertEqual(pinned, set(re.findall(r"^field (\w+)\.(\w+):", baseline, re.MULTILINE)))


if __name__ == "__main__":
    result = unittest.main(exit=False).result
    bad = len(result.failures) + len(result.errors)
    print(f"{result.testsRun - bad} passed, {bad} failed")
    sys.exit(1 if bad else 0)

"""Workbooks: both flavours of Office Open XML, every kind of cell, and files that are none."""

import zipfile

import numpy as np
import pytest

import lightlane

FLAVOURS = {
    "transitional": (
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
    "strict": (
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
}
LINKS = "http://schemas.openxmlformats.org/package/2006/relationships"


def cell(place, value, kind="n"):
    if kind == "inlineStr":
        return f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{place}" t="{kind}"><v>{value}</v></c>'


def parts_of(
    cells, *, flavour="strict", strings=(), name="COM_Settings", target="worksheets/a.xml"
):
    """The members of a workbook of two sheets, of which the second has the settings."""
    main, links = FLAVOURS[flavour]
    other = cell("A1", "f_b", "inlineStr") + cell("B1", "1")
    return {
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{links}"><sheets>'
        f'<sheet name="remarks" sheetId="1" r:id="r1"/><sheet name="{name}" sheetId="2" r:id="r2"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{LINKS}">'
        f'<Relationship Id="r1" Target="worksheets/b.xml"/>'
        f'<Relationship Id="r2" Target="{target}"/></Relationships>',
        "xl/worksheets/a.xml": f'<worksheet xmlns="{main}"><sheetData><row>{cells}</row>'
        "</sheetData></worksheet>",
        "xl/worksheets/b.xml": f'<worksheet xmlns="{main}"><sheetData><row>{other}</row>'
        "</sheetData></worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{main}">{"".join(strings)}</sst>',
    }


def write(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return path


STRINGS = (
    "<si><t>f_b</t></si>",
    # A text in runs, with how it is pronounced, which is no part of it.
    "<si><r><t>c(</t></r><r><rPr><b/></rPr><t>-1)</t></r><rPh><t>see minus one</t></rPh></si>",
    '<si><t xml:space="preserve">[-0.2:0.1:0] </t></si>',
    "<si><t>Parameter</t></si>",
    "<si><t>Setting</t></si>",
)
CELLS = (
    cell("A1", 3, "s")
    + cell("B1", 4, "s")
    + cell("A2", 0, "s")
    + cell("B2", "2.6562500000000000E1")
    + cell("C2", "N", "inlineStr")
    + cell("A3", 1, "s")
    + cell("B3", 2, "s")
    + cell("F2", "ERL Pass threshold", "inlineStr")
    + cell("G2", "9.5")
    + cell("F3", "RUNTAG", "inlineStr")
    + cell("G3", "tag", "str")
    + cell("F4", "ACCM_MAX_Freq", "inlineStr")
    + cell("G4", "[-2 -9]", "str")
    + cell("F5", "Tukey_Window", "inlineStr")
    + cell("G5", "1", "b")
    + cell("F6", "N_bx", "inlineStr")
)


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("target", ["worksheets/a.xml", "/xl/worksheets/a.xml"])
def test_both_flavours_and_every_kind_of_cell(tmp_path, flavour, target):
    path = write(
        tmp_path / "a.xlsx", parts_of(CELLS, flavour=flavour, strings=STRINGS, target=target)
    )
    book = lightlane.Workbook.load(path)
    assert book == {
        "f_b": 26.5625,
        "c(-1)": "[-0.2:0.1:0] ",
        "ERL Pass threshold": 9.5,
        "Tukey_Window": 1.0,
    }
    assert book.unknown == {"RUNTAG": "tag", "ACCM_MAX_Freq": "[-2 -9]"}
    for config in (path, str(path), book):
        settings = lightlane.Settings("com", config, levels=2)
        assert settings["symbol_rate_gbd"] == 26.5625 and settings["levels"] == 2
        assert settings["c_minus_1"].tolist() == [-0.2, -0.1, 0.0]
        assert settings["erl_tukey_window"] is True
        assert settings.notes[0] == "warning: not known, and without effect: ACCM_MAX_Freq = [-2 -9]"
        assert settings.notes[-1].endswith("RUNTAG = tag")
        own = {"symbol_rate_gbd", "c_minus_1", "erl_threshold_db", "erl_tukey_window", "levels"}
        assert set(settings.own) == own


def test_the_sheet_of_settings_is_read(tmp_path):
    path = write(tmp_path / "a.xlsx", parts_of(CELLS, strings=STRINGS))
    assert lightlane.Workbook.load(path)["f_b"] == 26.5625
    # Without a sheet of that name, the first with settings.
    path = write(tmp_path / "b.xlsx", parts_of(CELLS, strings=STRINGS, name="other"))
    assert dict(lightlane.Workbook.load(path)) == {"f_b": 1.0}


def test_a_preset_survives_a_workbook(tmp_path):
    preset = lightlane.Settings("com", "100GBASE-CR")
    cells = ""
    for number, (name, info) in enumerate(preset.group.settings.items(), 1):
        value = preset[name]
        if isinstance(value, np.ndarray):
            rows = "; ".join(" ".join(map(repr, row.tolist())) for row in np.atleast_2d(value))
            value = f"[{rows}]"
        key = info.aliases[0] if info.aliases else name
        cells += cell(f"A{number}", key, "inlineStr")
        if value is None:
            cells += cell(f"B{number}", "[]", "str")
        elif isinstance(value, str):
            cells += cell(f"B{number}", value, "str")
        else:
            cells += cell(f"B{number}", repr(float(value)))
    path = write(tmp_path / "a.xlsx", parts_of(cells))
    read = lightlane.Settings("com", path)
    assert all(np.array_equal(read[name], preset[name]) for name in preset)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"xl/workbook.xml": None}, "xl/workbook.xml"),
        ({"xl/workbook.xml": "<workbook"}, "no workbook"),
        ({"xl/worksheets/a.xml": ""}, "no workbook"),
        ({"xl/worksheets/a.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "document type"),
        ({"xl/worksheets/a.xml": "<a>" + " " * (17 << 20) + "</a>"}, "larger than"),
        ({"xl/sharedStrings.xml": "<sst><si/></sst>"}, "no sheet with settings"),
        ({"xl/worksheets/a.xml": "<a/>", "xl/worksheets/b.xml": "<a/>"}, "no sheet with settings"),
        (
            {"xl/worksheets/a.xml": f"<a>{cell('A1', 'f_b', 'inlineStr')}{cell('B1', 'x')}</a>"},
            "no workbook",
        ),
        (
            {
                "xl/worksheets/a.xml": f"<a>{cell('A1', 'f_b', 'inlineStr')}{cell('B1', '1')}"
                f"{cell('A2', 'F_B', 'inlineStr')}{cell('B2', '2')}</a>"
            },
            "has 'F_B' twice, for the second time in row 2",
        ),
    ],
)
def test_files_that_are_no_workbook(tmp_path, changes, reason):
    parts = parts_of(CELLS if "xl/sharedStrings.xml" not in changes else "", strings=STRINGS)
    parts["xl/worksheets/b.xml"] = "<a/>"
    parts |= {name: text for name, text in changes.items() if text is not None}
    parts = {name: text for name, text in parts.items() if changes.get(name, "") is not None}
    path = write(tmp_path / "a.xlsx", parts)
    with pytest.raises(lightlane.ParameterError, match=reason):
        lightlane.Workbook.load(path)


def test_files_that_are_no_archive(tmp_path):
    path = write(tmp_path / "a.xlsx", parts_of(CELLS, strings=STRINGS))
    whole = path.read_bytes()
    for size in range(0, len(whole), 97):
        path.write_bytes(whole[:size])
        with pytest.raises(lightlane.ParameterError, match="is no workbook"):
            lightlane.Workbook.load(path)
    damaged = bytearray(whole)
    damaged[60:120] = bytes(60)
    path.write_bytes(damaged)
    with pytest.raises(lightlane.ParameterError):
        lightlane.Workbook.load(path)
    with pytest.raises(FileNotFoundError):
        lightlane.Workbook.load(tmp_path / "none.xlsx")

"""Lines of TOML keys: every way to write a key, and texts made at random."""

import random
import tomllib

import pytest

from lightlane._toml_lines import key_lines


def paths_of(value, path=()):
    """Every path of a parsed document."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        if isinstance(item, (dict, list)):
            yield from paths_of(item, (*path, key))
        else:
            yield (*path, key)


WRITTEN = '''# a comment with [brackets] and = signs
title = "not # a comment" # 'a comment'
long = """
[not.a.header]
x = 1
a ""quoted"" word, \\""" and five: """""
raw = \'\'\'
key = 'value' \'\'\'\'\'
[parameters]
plain = 1
a.b . "c d" = 2
"qu.oted" = 3
'lit"eral' = 4
"esc\\u0061ped" = 5
  indented = 1979-05-27 07:32:00Z # a date with a blank
inline = { x = 1, "y z" = [1, { q = "]" }], w.v = 'a,b}' }
1234 = true
list = [ # comment, ]
  1, 2,

  "three, ]", # four
  [5,
   6],
]
[[design]]
name = "one"
[design.parameters]
lanes = 1
[[ design ]]
name = "two"
[ design . parameters ]
lanes = 2
[[design.deep]]
x = 1
[[design.deep]]
x = 2
[design.deep.er]
y = 3
[other."dotted.name".z]
end = -inf'''


def test_every_way_to_write_a_key():
    lines = key_lines(WRITTEN)
    assert set(lines) == set(paths_of(tomllib.loads(WRITTEN)))
    source = WRITTEN.split("\n")

    def at(*path):
        return source[lines[path] - 1].strip()

    assert at("title").startswith("title =")
    assert at("raw").startswith("raw =")
    assert at("parameters") == "[parameters]"
    assert at("parameters", "a", "b", "c d") == at("parameters", "a") == 'a.b . "c d" = 2'
    assert at("parameters", "qu.oted") == '"qu.oted" = 3'
    assert at("parameters", 'lit"eral') == "'lit\"eral' = 4"
    assert at("parameters", "escaped").endswith("= 5")
    assert at("parameters", "indented").startswith("indented")
    for path in (("x",), ("y z",), ("y z", 1, "q"), ("w", "v")):
        assert at("parameters", "inline", *path).startswith("inline =")
    assert at("parameters", "1234") == "1234 = true"
    assert at("parameters", "list", 1) == "1, 2,"
    assert at("parameters", "list", 2).startswith('"three')
    assert at("parameters", "list", 3, 1) == "6],"
    assert lines["design", 0] + 4 == lines["design", 1]
    assert at("design", 0, "parameters", "lanes") == "lanes = 1"
    assert at("design", 1, "name") == 'name = "two"'
    assert at("design", 1, "parameters", "lanes") == "lanes = 2"
    assert at("design", 1, "deep", 0, "x") == "x = 1"
    assert at("design", 1, "deep", 1, "er") == "[design.deep.er]"
    assert at("design", 1, "deep", 1, "er", "y") == "y = 3"
    assert at("other", "dotted.name", "z", "end") == "end = -inf"


@pytest.mark.parametrize("text", ["", "\n\n# nothing\n", "\t \n"])
def test_nothing(text):
    assert key_lines(text) == {}


def test_line_ends_of_other_systems():
    assert key_lines("a = 1\r\n\r\nb = [\r\n1,\r\n]\r\n") == {("a",): 1, ("b",): 3, ("b", 0): 4}


class Writer:
    """Writes a random document and remembers on which line it wrote each key."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.text = ""
        self.expected = {}

    def document(self):
        for number in range(self.random.randint(1, 4)):
            self.pairs((), f"top{number}")
        tables = 0
        for number in range(self.random.randint(1, 6)):
            self.filler()
            if self.random.random() < 0.5:
                self.note(("rows",))
                self.note(("rows", tables))
                self.text += "[[rows]]\n"
                self.pairs(("rows", tables), "key")
                tables += 1
            else:
                word, key = self.key(f"table{number}")
                self.note((key,))
                self.text += f"[ {word} ] # [[x]]\n"
                self.pairs((key,), "key")
        return self.text

    def note(self, path):
        self.expected.setdefault(path, self.text.count("\n") + 1)

    def filler(self):
        self.text += self.random.choice(["", "\n", "# a = 1\n", "  \n\n", '# """\n'])

    def key(self, name):
        return self.random.choice(
            [(name, name), (f'"{name} x"', f"{name} x"), (f"'{name}.y'", f"{name}.y")]
        )

    def pairs(self, table, stem):
        for number in range(self.random.randint(0, 3)):
            self.filler()
            word, key = self.key(f"{stem}{number}")
            path = (*table, key)
            self.note(path)
            if self.random.random() < 0.3:
                inner, name = self.key("inner")
                path, word = (*path, name), f"{word} . {inner}"
                self.note(path)
            self.text += f"{word} ="
            self.value(path, 0)
            self.text += self.random.choice(["\n", " # ] }\n"])

    def value(self, path, depth):
        kind = self.random.randint(0, 8 if depth < 3 else 5)
        scalars = ["7", '"a # ] } , b"', "'c\" ]'", '"""two\n[lines]"""', "2020-01-02 03:04:05"]
        if kind < 5:
            self.text += f" {scalars[kind]}"
        elif kind == 5:
            self.text += " '''\n'x' = 1 '''''"
        elif kind == 6:
            self.text += " {"
            for number in range(self.random.randint(0, 3)):
                self.text += ", " if number else " "
                word, key = self.key(f"k{number}")
                self.note((*path, key))
                self.text += f"{word} ="
                self.value((*path, key), depth + 1)
            self.text += " }"
        else:
            self.text += " ["
            for number in range(self.random.randint(0, 3)):
                self.text += self.random.choice(["", "\n", " # ,]\n", "\n\n  "])
                self.note((*path, number))
                self.value((*path, number), depth + 1)
                self.text += ","
            self.text += self.random.choice(["]", "\n]", " # ]\n]"])


@pytest.mark.parametrize("seed", range(200))
def test_random_texts(seed):
    writer = Writer(seed)
    text = writer.document()
    assert set(writer.expected) == set(paths_of(tomllib.loads(text)))
    assert key_lines(text) == writer.expected

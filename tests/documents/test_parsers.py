"""Every parser gives values with their spans, or a DocumentError; never anything else."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keyproof.documents import dockerfile, dotenv, ignore, jsonc, markdown, toml, yaml
from keyproof.documents.tree import DocumentError

PARSERS = {
    "jsonc": jsonc.parse,
    "yaml": yaml.parse,
    "toml": toml.parse,
    "dotenv": dotenv.parse,
    "dockerfile": dockerfile.parse,
    "markdown": markdown.parse,
    "rst": lambda text: markdown.parse(text, rst=True),
    "ignore": ignore.parse,
}
_SIGNS = st.text(alphabet="{}[]:,\"'#=-*&|>`~<!$\\/ \n\tabA_.0é\u2028\ud800", max_size=120)


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=120, deadline=None)
@given(text=_SIGNS)
def test_any_text_is_parsed_or_refused_with_a_document_error(name, text):
    try:
        PARSERS[name](text)
    except DocumentError as error:
        assert error.what
        assert "\n" not in str(error)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-999, 999) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def _plain(value):
    if value.kind == "map":
        return {c.key: _plain(c.value) for c in value.children}
    if value.kind == "list":
        return [_plain(v) for v in value.items()]
    return {"null": lambda t: None, "bool": lambda t: t == "true", "number": int}.get(value.kind, str)(value.text)


@settings(max_examples=150, deadline=None)
@given(data=_JSON)
def test_json_means_what_the_standard_library_says(data):
    for indent in (None, 2):
        assert _plain(jsonc.parse(json.dumps(data, indent=indent))) == data


def test_comments_trailing_commas_and_duplicate_keys_are_kept_apart():
    text = '{\n  // a comment\n  "a": 1, /* and */ "a": "two",\n  "b": [1, 2,],\n}'
    root = jsonc.parse(text)
    assert [(c.key, c.value.text) for c in root.children][:2] == [("a", "1"), ("a", "two")]
    assert root.text_at("a") == "two"
    assert root.get("b").span.line == 4
    assert root.children[1].value.span == type(root.span)(3, 26, 3, 31)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (jsonc.parse, "[" * 100_000),
        (jsonc.parse, '{"a":' * 100_000),
        (jsonc.parse, '"' + "a" * 5_000_000),
        (jsonc.parse, "/*" * 500_000),
        (yaml.parse, "[" * 100_000),
        (yaml.parse, "{a: " * 100_000),
        (toml.parse, "a=" + "[" * 100_000),
        (toml.parse, "a." * 100_000 + "b=1"),
        (toml.parse, "[" + "a." * 100_000 + "b]"),
    ],
)
def test_hostile_nesting_and_length_end_at_a_bound(parse, text):
    begun = time.monotonic()
    with pytest.raises(DocumentError):
        parse(text)
    assert time.monotonic() - begun < 2


def test_a_bomb_of_aliases_is_refused():
    lines = ["a: &a [x,x,x,x,x,x,x,x,x]"]
    for before, name in zip("abcdefgh", "bcdefghi", strict=True):
        lines.append(f"{name}: &{name} [{','.join(['*' + before] * 9)}]")
    with pytest.raises(DocumentError) as caught:
        yaml.parse("\n".join(lines))
    assert caught.value.bound


def test_yaml_values_have_spans_tags_are_not_obeyed_and_merges_are_merged():
    (root,) = yaml.parse("base: &b {x: 1}\nother:\n  <<: *b\n  key: !!python/object:os.system 'v'\n")
    assert root.get("other", "x").text == "1"
    assert root.get("other", "key").kind == "string"
    assert root.get("other", "key").span.line == 4


def test_toml_values_stand_where_their_key_is():
    text = '# x\n[mcp_servers.a]\nurl = "u"\nenv = { KEY = "v", "B.C" = "w" }\n'
    text += 'args = [\n  "one",\n  "two",\n]\n[[t]]\nn = 1\n'
    root = toml.parse(text)
    assert root.get("mcp_servers", "a", "url").span.line == 3
    assert root.get("mcp_servers", "a", "env", "KEY").span.line == 4
    assert root.get("mcp_servers", "a", "env", "B.C").text == "w"
    assert [v.span.line for v in root.get("mcp_servers", "a", "args").items()] == [6, 7]
    assert root.get("t", "0", "n").span.line == 10


def test_env_files_know_quotes_comments_and_what_is_commented_out():
    text = "# Required: from the settings page\nexport A=one # why\n"
    text += "B=\"two\nlines\"\n#C=three\n# prose = not a name\nD='x # y'\n"
    entries = {e.name: e for e in dotenv.parse(text)}
    assert set(entries) == {"A", "B", "C", "D"}
    assert (entries["A"].value, entries["A"].comment) == ("one", "why")
    assert entries["B"].value == "two\nlines"
    assert (entries["C"].commented_out, entries["C"].span.line) == (True, 5)
    assert entries["D"].value == "x # y"


def test_dockerfile_joins_continuations_and_heredocs():
    text = (
        "# syntax=docker/dockerfile:1\nFROM x\nARG TOKEN\nARG A=1\n"
        "ENV B=2 \\\n    # between\n    C='three 3'\nENV D old form\n"
        'RUN <<EOF\necho $TOKEN\nEOF\nRUN --mount=type=secret,id=npm npm ci\nCOPY ["a b", "/x"]\n'
    )
    parts = dockerfile.parse(text)
    assert [p.word for p in parts] == ["FROM", "ARG", "ARG", "ENV", "ENV", "RUN", "RUN", "COPY"]
    assert dockerfile.settings(parts[1])[0].value is None
    assert [(s.name, s.value) for p in parts[2:5] for s in dockerfile.settings(p)] == [
        ("A", "1"),
        ("B", "2"),
        ("C", "three 3"),
        ("D", "old form"),
    ]
    assert parts[5].heredocs == ("echo $TOKEN",)
    assert parts[6].flags == (("mount", "type=secret,id=npm"),)
    assert dockerfile.operands(parts[7]) == ("a b", "/x")


def test_markdown_blocks_tables_and_code_have_their_lines():
    text = "# T\nset `A_B` now\n\n- ```sh\n  export X_Y=1\n  ```\n\n"
    text += "| Name | Required |\n|---|:-:|\n| `A_B` | Yes |\n\nend\n"
    found = markdown.parse(text)
    assert found.blocks[0].text == "export X_Y=1"
    assert found.blocks[0].line == 5
    assert found.tables[0].rows == ((10, ("`A_B`", "Yes")),)
    assert found.prose[0].codes[0].text == "A_B"


@pytest.mark.parametrize(
    ("patterns", "path", "covered"),
    [
        (".env", ".env", True),
        (".env", "a/b/.env", True),
        ("/.env", "a/.env", False),
        (".env*\n!.env.example", ".env.example", False),
        (".env*", ".env.local", True),
        ("secrets/", "secrets/x/y.json", True),
        ("secrets/\n!secrets/x.json", "secrets/x.json", True),
        ("**/*.pem", "a/b/c.pem", True),
        ("a/**/z", "a/z", True),
        ("config/*.json", "config/sub/x.json", False),
        ("*.[ck]ey", "server.key", True),
        ("# .env", ".env", False),
        ("", ".env", False),
        (".env\\ ", ".env", False),
    ],
)
def test_ignore_files_answer_as_git_does(patterns, path, covered):
    assert ignore.parse(patterns).covers(path) is covered


def test_docker_anchors_its_patterns():
    assert not ignore.parse(".env", docker=True).covers("sub/.env")
    assert ignore.parse("**/.env", docker=True).covers("sub/.env")
    assert ignore.parse("*\n!src\n", docker=True).covers(".env")
    assert not ignore.parse("*\n!src\n", docker=True).covers("src/a.py")


def test_a_hostile_ignore_pattern_costs_no_time():
    begun = time.monotonic()
    assert not ignore.parse("*a" * 60).covers("a" * 200 + "b")
    assert time.monotonic() - begun < 1

"""The readers of git's own files take anything, and agree with git on what is well formed."""

import re
import subprocess

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from keyproof.objects.config import lookup, parse_config
from keyproof.objects.log import changes, headers, parse_header
from keyproof.objects.refs import parse_packed_refs, valid_name

names = st.text(alphabet="abcXYZ019-", min_size=1, max_size=8).map(lambda s: "k" + s)
values = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=30)


@given(st.text(max_size=300))
def test_any_text_is_parsed_as_configuration(text):
    parse_config(text)


@given(st.text(alphabet='[]"\\=;# \n\tab.', max_size=200))
def test_any_punctuation_is_parsed_as_configuration(text):
    for entry in parse_config(text):
        assert entry.section and entry.key


def _quote(value):
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(st.lists(st.tuples(names, values, names, values), min_size=1, max_size=5))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_git_reads_the_same_values(tmp_path, entries):
    text = "".join(f"[{s} {_quote(sub)}]\n\t{k} = {_quote(v)} # said\n" for s, sub, k, v in entries)
    file = tmp_path / "config"
    file.write_text(text, encoding="utf-8")
    listed = subprocess.run(["git", "config", "-f", str(file), "-z", "--list"], capture_output=True, check=True).stdout
    ours = "".join(f"{e.section}.{e.subsection}.{e.key}\n{e.value}\0" for e in parse_config(text))
    assert ours.encode() == listed


def test_the_object_format_is_read_through_odd_spelling():
    text = '[Extensions]\n  ; a comment\n\tobjectFormat = \\\n "sha256"  # said\n[remote "o"]\n\turl = x\n'
    assert lookup(parse_config(text), "extensions", "objectformat") == "sha256"
    assert (
        lookup(parse_config('[extensions "objectformat"]\nobjectformat = sha256'), "extensions", "objectformat") == ""
    )


@given(st.binary(max_size=400))
def test_any_bytes_are_parsed_as_packed_refs(data):
    for name, oid in parse_packed_refs(data).items():
        assert valid_name(name) and re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", oid)


@given(st.binary(min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_a_name_we_take_is_one_git_takes(tail):
    name = b"refs/" + tail
    if b"\0" not in name and valid_name(name):
        assert subprocess.run(["git", "check-ref-format", name]).returncode == 0


@given(st.binary(max_size=500))
def test_any_bytes_are_parsed_as_a_log(data):
    import io

    for change in changes(io.BytesIO(data), "a"):
        parse_header(change.header)
    for header in headers(io.BytesIO(data)):
        assert parse_header(header).seconds is not None


def test_dates_no_calendar_knows_are_none():
    assert parse_header(b"Caa refs/heads/x 99999999999999\nA <a>\nA <a>\nmessage").date is None
    assert parse_header(b"Caa refs/heads/x -1\nA <a>\nA <a>\nmessage").date == "1969-12-31T23:59:59Z"
    assert parse_header(b"").date is None

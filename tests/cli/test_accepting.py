"""Accepted risks: exceptions with an end, a baseline, inline marks; each is listed in every report, none is silent."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.inside import check, codes, places, run, verdicts
from tests.cli.made import FILES, commit, copied, line_of, repository, server, token, with_line, write

MARK = "keyproof: ignore"
FOR_PEOPLE = ("text", "markdown", "html")


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server with one value in its source; not to be changed."""
    folder = tmp_path_factory.mktemp("leaky") / "s"
    return server(folder, server__py=with_line(f'BACKUP_TOKEN = "{token("github-pat-classic")}"'))


def marked(folder: Path, mark: str, *, above: bool = False) -> Path:
    line = f'BACKUP_TOKEN = "{token("github-pat-classic")}"'
    return server(folder, server__py=with_line(f"# {mark}\n{line}" if above else f"{line}  # {mark}"))


def exception(folder: Path, **fields: str) -> Path:
    given = {"check": "*", "scope": "server.py", "justification": "revoked long ago", "owner": "me", **fields}
    expires = given.pop("expires", "2999-01-01")
    lines = [f"{k} = {json.dumps(v)}" for k, v in given.items()]
    place = folder / "exceptions.toml"
    place.write_text("\n".join(["[[exception]]", *lines, f"expires = {expires}\n"]))
    return place


class TestExceptions:
    def test_an_exception_takes_the_finding_out_of_the_count_and_lists_it(self, leaky: Path, tmp_path: Path) -> None:
        assert run("check", leaky).code == 1
        report = check(leaky, "--exceptions", exception(tmp_path))
        whole = report["assessments"][0]
        assert codes(report) == set()
        assert whole["rating"] == "LOW"
        assert {f["check"] for f in whole["accepted"]} == {"KP001", "KP002", "KP008"}
        assert {(f["accepted_by"], f["accepted"]) for f in whole["accepted"]} == {
            ("exception", "revoked long ago (owner me, until 2999-01-01)")
        }
        assert whole["notes"] == []

    def test_an_expired_one_counts_again_and_is_said_everywhere(self, leaky: Path, tmp_path: Path) -> None:
        given = exception(tmp_path, expires="2024-06-30")
        files = [w for f in ("json", "sarif", "markdown", "html") for w in ("-f", f, "-o", str(tmp_path / f))]
        done = run("check", leaky, "--exceptions", given, *files, "-f", "text")
        assert done.code == 1
        said = "the exception for * (server.py), owner me, expired on 2024-06-30: what it covered counts again"
        assert said in done.out
        assert json.loads((tmp_path / "json").read_text())["assessments"][0]["notes"] == [said]
        for name in ("sarif", "markdown", "html"):
            assert "expired on 2024-06-30" in (tmp_path / name).read_text(), name

    @pytest.mark.parametrize(
        ("fields", "left"),
        [
            ({"check": "KP001"}, {"KP002", "KP008"}),
            ({"scope": "*.py"}, set()),
            ({"scope": "src/*"}, {"KP001", "KP002", "KP008"}),
            ({"scope": "name:BACKUP_TOKEN"}, set()),
            ({"scope": "name:OTHER_TOKEN"}, {"KP001", "KP002", "KP008"}),
        ],
    )
    def test_an_exception_speaks_of_its_check_and_scope_only(
        self, leaky: Path, tmp_path: Path, fields: dict[str, str], left: set[str]
    ) -> None:
        assert codes(check(leaky, "--exceptions", exception(tmp_path, **fields))) == left

    def test_a_fingerprint_and_a_finding_id_are_scopes(self, leaky: Path, tmp_path: Path) -> None:
        (found,) = [f for f in check(leaky)["assessments"][0]["findings"] if f["check"] == "KP001"]
        of_value = exception(tmp_path, scope=f"fingerprint:{found['fingerprint'][:16]}")
        assert codes(check(leaky, "--exceptions", of_value)) == set()
        of_finding = exception(tmp_path, scope=f"id:{found['id']}")
        assert codes(check(leaky, "--exceptions", of_finding)) == {"KP002", "KP008"}

    def test_a_check_whose_faults_weigh_low_fails_until_all_are_accepted(self, tmp_path: Path) -> None:
        lines = "\n".join(f'{n} = os.environ.get("{n}_API_KEY")' for n in ("ONE", "TWO"))
        folder = server(tmp_path / "s", server__py=with_line(lines))
        assert verdicts(check(folder))["KP103"] == "fail"
        one = exception(tmp_path, check="KP103", scope="name:ONE_API_KEY")
        assert verdicts(check(folder, "--exceptions", one))["KP103"] == "fail"
        assert verdicts(check(folder, "--exceptions", exception(tmp_path, check="KP103")))["KP103"] == "pass"

    @pytest.mark.parametrize(
        "fields", [{"scope": "fingerprint:abc"}, {"scope": "fingerprint:"}, {"check": "KP1"}, {"check": "kp001"}]
    )
    def test_one_that_could_never_cover_a_finding_is_refused(
        self, leaky: Path, tmp_path: Path, fields: dict[str, str]
    ) -> None:
        done = run("check", leaky, "--exceptions", exception(tmp_path, **fields))
        assert done.code == 2
        assert len(done.err.splitlines()) == 1
        assert "exceptions.toml" in done.err


class TestBaseline:
    def test_the_second_run_is_clean_and_a_new_finding_counts(self, leaky: Path, tmp_path: Path) -> None:
        baseline = tmp_path / "baseline.json"
        assert run("check", leaky, "--write-baseline", baseline).code == 1
        again = run("check", leaky, "--baseline", baseline)
        assert again.code == 0, again.out
        assert "accepted   3 by baseline" in again.out
        changed = copied(leaky, tmp_path / "copy")
        write(changed, {"config.py": f'SLACK_TOKEN = "{token("slack-bot")}"\n'})
        commit(changed)
        report = check(changed, "--baseline", baseline)
        counted = [f for f in report["assessments"][0]["findings"] if f["severity"] == "high"]
        assert {f["name"] for f in counted} == {"SLACK_TOKEN"}

    def test_a_moved_secret_is_known_and_a_new_one_on_its_line_is_new(self, leaky: Path, tmp_path: Path) -> None:
        baseline = tmp_path / "baseline.json"
        run("check", leaky, "--write-baseline", baseline)
        text = (leaky / "server.py").read_text()
        moved = copied(leaky, tmp_path / "moved")
        write(moved, {"server.py": "# a line\n# and another\n" + text})
        commit(moved)
        assert run("check", moved, "--baseline", baseline).code == 0
        value = token("github-pat-classic")
        other = text.replace(value, token("github-pat-classic", 2))
        assert other != text
        changed = copied(leaky, tmp_path / "changed")
        write(changed, {"server.py": other})
        commit(changed)
        assert run("check", changed, "--baseline", baseline).code == 1

    def test_a_baseline_of_another_key_is_refused_with_the_way_out(self, leaky: Path, tmp_path: Path) -> None:
        baseline, key = tmp_path / "baseline.json", tmp_path / "key"
        key.write_bytes(b"k" * 32)
        run("check", leaky, "--write-baseline", baseline, "--fingerprint-key", key)
        assert run("check", leaky, "--baseline", baseline, "--fingerprint-key", key).code == 0
        done = run("check", leaky, "--baseline", baseline)
        assert done.code == 2
        assert "another fingerprint key" in done.err
        assert "--fingerprint-key" in done.err

    def test_writing_over_the_baseline_in_use_keeps_what_is_known(self, leaky: Path, tmp_path: Path) -> None:
        baseline = tmp_path / "baseline.json"
        run("check", leaky, "--write-baseline", baseline)
        before = baseline.read_bytes()
        assert run("check", leaky, "--baseline", baseline, "--write-baseline", baseline).code == 0
        assert baseline.read_bytes() == before


class TestInlineMarks:
    @pytest.mark.parametrize("above", [False, True])
    def test_a_mark_on_the_line_or_alone_above_it_is_honoured_counted_and_listed(
        self, tmp_path: Path, above: bool
    ) -> None:
        folder = marked(tmp_path / "s", f"{MARK}[KP001, KP002, KP008] a revoked test value", above=above)
        files = [w for f in ("json", "sarif", "markdown", "html") for w in ("-f", f, "-o", str(tmp_path / f))]
        done = run("check", folder, *files, "-f", "text")
        assert done.code == 0, done.out
        whole = json.loads((tmp_path / "json").read_text())["assessments"][0]
        line = line_of((folder / "server.py").read_text(), MARK)
        assert {(f["check"], f["accepted_by"], f["accepted"]) for f in whole["accepted"]} == {
            (code, "inline mark", f"a revoked test value (server.py:{line})") for code in ("KP001", "KP002", "KP008")
        }
        assert [(m["path"], m["line"]) for m in whole["markers"]] == [("server.py", line)]
        results = json.loads((tmp_path / "sarif").read_text())["runs"][0]["results"]
        hushed = {r["ruleId"]: r["suppressions"][0]["kind"] for r in results if "suppressions" in r}
        assert hushed == dict.fromkeys(("KP001", "KP002", "KP008"), "inSource")
        for text in (done.out, (tmp_path / "markdown").read_text(), (tmp_path / "html").read_text()):
            assert "a revoked test value" in text
            assert "3" in text

    def test_a_mark_without_codes_covers_every_check_and_one_without_a_reason_is_said_so(self, tmp_path: Path) -> None:
        report = check(marked(tmp_path / "s", MARK))
        assert codes(report) == set()
        assert {f["accepted"].partition(" (")[0] for f in report["assessments"][0]["accepted"]} == {
            "no reason is given"
        }
        assert report["assessments"][0]["markers"][0]["note"] == "keyproof: no reason is given"

    def test_a_mark_covers_the_checks_it_names_and_no_other(self, tmp_path: Path) -> None:
        report = check(marked(tmp_path / "s", f"{MARK}[KP001] a test value"))
        assert codes(report) == {"KP002", "KP008"}
        assert verdicts(report)["KP001"] == "pass"

    def test_a_mark_that_cannot_be_read_or_is_another_tools_is_not_honoured(self, tmp_path: Path) -> None:
        marks = (
            "keyproof: ignored here", f"{MARK}[KP001", f"{MARK}[]", f"{MARK}[everything]", f"{MARK}[KP01]",
            "keyproof ignore", "gitleaks:allow", "nosec", "nosec B105", "pragma: allowlist secret", "trufflehog:ignore",
            "ggignore",
        )  # fmt: skip
        files = {f"a{n}.py": f'T = "{token("github-pat-classic", n)}"  # {m}\n' for n, m in enumerate(marks)}
        report = check(write(tmp_path / "s", {**FILES, **files}))
        assert {path for path, _ in places(report, "KP001")} == files.keys()
        assert report["assessments"][0]["accepted"] == []

    def test_another_tools_mark_is_reported(self, tmp_path: Path) -> None:
        report = check(marked(tmp_path / "s", "gitleaks:allow"), "--no-history")
        assert [m["note"] for m in report["assessments"][0]["markers"]] == ["gitleaks"]

    def test_a_mark_behind_code_does_not_reach_the_next_line(self, tmp_path: Path) -> None:
        value = token("github-pat-classic")
        folder = server(tmp_path / "s", server__py=with_line(f'retries = 3  # {MARK}\nBACKUP_TOKEN = "{value}"'))
        assert "KP001" in codes(check(folder))

    def test_every_place_of_the_value_must_be_marked(self, tmp_path: Path) -> None:
        value = token("github-pat-classic")
        text = with_line(f'BACKUP_TOKEN = "{value}"  # {MARK} a test value')
        folder = server(tmp_path / "s", server__py=text, other__py=f'T = "{value}"\n')
        assert {"KP001", "KP002"} <= codes(check(folder))
        write(folder, {"other.py": f'T = "{value}"  # {MARK} the same\n'})
        commit(folder)
        assert codes(check(folder)) == set()

    def test_what_was_taken_out_of_the_tree_is_not_covered_by_a_mark(self, tmp_path: Path) -> None:
        value = token("github-pat-classic")
        gone = f'BACKUP_TOKEN = "{value}"  # {MARK} a test value\n'
        folder = repository(tmp_path / "s", {"old.py": gone, **FILES}, {"old.py": None})
        assert codes(check(folder)) == {"KP002"}

    def test_a_value_that_stood_elsewhere_before_is_not_covered_in_its_history(self, tmp_path: Path) -> None:
        value = token("github-pat-classic")
        text = with_line(f'BACKUP_TOKEN = "{value}"  # {MARK} a test value')
        folder = repository(
            tmp_path / "s", {".env": f"GITHUB_TOKEN={value}\n"}, {**FILES, ".env": None, "server.py": text}
        )
        assert "KP002" in codes(check(folder))
        assert "KP001" not in codes(check(folder))

    def test_a_mark_stands_in_other_comment_forms(self, tmp_path: Path) -> None:
        value = token("slack-bot")
        folder = server(
            tmp_path / "s",
            a__ts=f'/* {MARK} a test value */\nexport const slackToken = "{value}";\n',
            b__ts=f'export const slackToken = "{value}"; // {MARK} a test value\n',
            c__yaml=f"# {MARK} a test value\nslack_token: {value}\n",
            d__html=f"<!-- {MARK} a test value -->\n<script>const slackToken = '{value}'</script>\n",
        )
        report = check(folder)
        assert codes(report) == set()
        assert {m["note"] for m in report["assessments"][0]["markers"]} == {"keyproof: a test value"}

    def test_a_passed_verdict_is_not_claimed_where_not_all_was_read(self, tmp_path: Path) -> None:
        folder = marked(tmp_path / "s", f"{MARK} a test value")
        with (folder / "big.py").open("wb") as file:
            file.truncate(1 << 30)
        done = run("check", folder, "--format", "json")
        assert done.code == 4
        assert verdicts(done.report)["KP001"] == "unknown"

    def test_a_mark_in_one_server_does_not_hide_the_same_value_in_another(self, tmp_path: Path) -> None:
        value = token("github-pat-classic")
        line = f'BACKUP_TOKEN = "{value}"'
        for name, text in (("one", f"{line}  # {MARK} mine"), ("two", line)):
            pyproject = FILES["pyproject.toml"].replace("demo-server", name)
            write(tmp_path / "s" / name, {**FILES, "pyproject.toml": pyproject, "server.py": with_line(text)})
        done = run("check", tmp_path / "s", "-f", "json", "-o", tmp_path / "json", "-f", "sarif")
        assert done.code == 1
        parts = json.loads((tmp_path / "json").read_text())["assessments"]
        assert {p["server"]: len(p["accepted"]) > 0 for p in parts[1:]} == {"one": True, "two": False}
        results = json.loads(done.out)["runs"][0]["results"]
        assert [r for r in results if r["ruleId"] == "KP001" and "suppressions" in r] == []

"""The options of ``check``, each over a real repository; and the library, which gives the same answers."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import keyproof
from keyproof import Assessment, KeyproofError, Rating, Severity, TargetError, UsageError
from tests.cli.inside import check, codes, run, verdicts
from tests.cli.made import FILES, repository, server, token, with_line, write
from tests.cli.run import SERVER, git


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server with a value in its source and a placeholder beside it; not to be changed."""
    folder = tmp_path_factory.mktemp("options") / "s"
    text = with_line(f'BACKUP_TOKEN = "{token("github-pat-classic")}"\nOTHER_API_KEY = "your-api-key-goes-here"')
    return server(folder, server__py=text)


@pytest.fixture(scope="module")
def medium(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A server whose worst fault weighs medium: it puts its key into a URL."""
    text = with_line('import requests\nrequests.get(f"https://api.corp.net/v1/x?key={TOKEN}", timeout=9)')
    return server(tmp_path_factory.mktemp("medium") / "s", server__py=text)


@pytest.fixture(scope="module")
def monorepo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two servers, one of them with a value in its source, and a value outside both."""
    files: dict[str, str] = {"README.md": "# both\n", "deploy.yaml": f"slack_token: {token('slack-bot')}\n"}
    for name in ("good", "bad"):
        files |= {f"servers/{name}/{k}": v for k, v in FILES.items()}
        files[f"servers/{name}/pyproject.toml"] = FILES["pyproject.toml"].replace("demo-server", f"{name}-server")
    files["servers/bad/server.py"] = with_line(f'BACKUP_TOKEN = "{token("github-pat-classic")}"')
    return repository(tmp_path_factory.mktemp("monorepo") / "m", files)


class TestWhatIsShown:
    def test_suppressed_matches_are_counted_and_listed_on_request(self, leaky: Path) -> None:
        assert check(leaky)["assessments"][0]["suppressed"] == []
        whole = check(leaky, "--show-suppressed")["assessments"][0]
        assert whole["suppressed_counts"]["placeholder"] == len(whole["suppressed"]) == 1
        (entry,) = whole["suppressed"]
        assert entry["location"]["path"] == "server.py"
        assert entry["reasons"]
        assert "aside    placeholder" in run("check", leaky, "--show-suppressed").out

    def test_only_runs_the_named_checks(self, leaky: Path) -> None:
        assert verdicts(check(leaky, "--only", "KP001", "--only", "kp105")) == {"KP001": "fail", "KP105": "pass"}
        assert verdicts(check(leaky, "--only", "KP301")) == {"KP301": "not-applicable"}
        done = run("check", leaky, "--only", "KP999")
        assert (done.code, done.out) == (2, "")
        assert "KP999" in done.err

    def test_no_history_leaves_history_out(self, tmp_path: Path) -> None:
        folder = repository(tmp_path / "s", {**FILES, "old.py": f'T = "{token("slack-bot")}"\n'}, {"old.py": None})
        assert "KP002" in codes(check(folder))
        assert codes(check(folder, "--no-history")) == set()

    @pytest.mark.parametrize(
        ("level", "of_high", "of_medium"), [("high", 1, 0), ("medium", 1, 1), ("low", 1, 1), ("never", 0, 0)]
    )
    def test_fail_on_sets_the_exit_code(
        self, leaky: Path, medium: Path, level: str, of_high: int, of_medium: int
    ) -> None:
        assert run("check", leaky, "--fail-on", level).code == of_high
        assert run("check", medium, "--fail-on", level).code == of_medium

    def test_each_format_goes_to_its_output(self, leaky: Path, tmp_path: Path) -> None:
        done = run("check", leaky, "-f", "json", "-o", tmp_path / "a", "-f", "sarif", "-o", "-", "-f", "html", "-o",
                   tmp_path / "c")  # fmt: skip
        assert json.loads((tmp_path / "a").read_text())["schema_version"] == "1.0"
        assert json.loads(done.out)["version"] == "2.1.0"
        assert (tmp_path / "c").read_text().startswith("<!doctype html>")

    def test_an_output_that_cannot_be_written_is_one_line(self, leaky: Path, tmp_path: Path) -> None:
        done = run("check", leaky, "-f", "json", "-o", tmp_path / "none" / "a")
        assert done.code == 2
        assert done.err.splitlines() == [f"keyproof: cannot write {tmp_path / 'none' / 'a'}: No such file or directory"]


class TestServers:
    def test_the_whole_is_as_bad_as_its_worst_server(self, monorepo: Path) -> None:
        whole, *parts = check(monorepo)["assessments"]
        assert {p["server"]: p["rating"] for p in parts} == {"good-server": "LOW", "bad-server": "HIGH"}
        assert whole["rating"] == "HIGH"
        assert whole["whole"] is True

    @pytest.mark.parametrize("name", ["good-server", "servers/good", "good"])
    def test_one_server_is_chosen_by_name_or_folder(self, monorepo: Path, name: str) -> None:
        done = run("check", monorepo, "--server", name, "-f", "json")
        assert done.code == 0
        (part,) = done.report["assessments"]
        assert (part["server"], part["root"], part["rating"]) == ("good-server", "servers/good", "LOW")

    def test_a_chosen_server_keeps_its_faults(self, monorepo: Path) -> None:
        assert {f["locations"][0]["path"] for f in check(monorepo, "--server", "bad-server")["assessments"][0]["findings"]
                if f["severity"] == "high"} == {"servers/bad/server.py"}  # fmt: skip

    @pytest.mark.parametrize("name", ["text", "markdown", "html", "json", "jsonl", "sarif"])
    def test_what_stands_outside_the_servers_is_in_every_report(self, monorepo: Path, name: str) -> None:
        assert "deploy.yaml" in run("check", monorepo, "-f", name).out


class TestSettings:
    @pytest.mark.parametrize(
        "table",
        ["[tool.keyproof]", '[tool."keyproof"]', '[tool."key\\u0070roof"]', "[tool]\n[ tool . keyproof ]"],
    )
    def test_the_table_is_found_however_it_is_spelled(self, leaky: Path, tmp_path: Path, table: str) -> None:
        place = write(tmp_path / "here", {"pyproject.toml": f'{table}\nfail-on = "never"\n'})
        assert run("check", leaky, cwd=place).code == 0

    def test_a_target_switches_nothing_off_for_itself(self, leaky: Path, tmp_path: Path) -> None:
        own = '[tool.keyproof]\nfail-on = "never"\n'
        folder = server(
            tmp_path / "s",
            server__py=(leaky / "server.py").read_text(),
            pyproject__toml=FILES["pyproject.toml"] + own,
        )
        assert run("check", folder, cwd=tmp_path).code == 1
        assert run("check", ".", cwd=folder).code == 1
        assert run("check", "..", cwd=write(folder / "sub", {"pyproject.toml": own})).code == 1
        assert run("check", folder, "--trust-target-config", cwd=tmp_path).code == 0
        assert run("check", ".", "--trust-target-config", cwd=folder).code == 0

    def test_a_trusted_target_counts_where_the_current_folder_has_no_settings(
        self, leaky: Path, tmp_path: Path
    ) -> None:
        folder = server(
            tmp_path / "s",
            server__py=(leaky / "server.py").read_text(),
            pyproject__toml=FILES["pyproject.toml"] + '[tool.keyproof]\nfail-on = "never"\n',
        )
        here = write(tmp_path / "here", {"pyproject.toml": '[project]\nname = "mine"\n'})
        assert run("check", folder, "--trust-target-config", cwd=here).code == 0
        write(here, {"pyproject.toml": '[tool.keyproof]\nfail-on = "high"\n'})
        assert run("check", folder, "--trust-target-config", cwd=here).code == 1

    def test_the_current_folder_s_settings_count_and_the_command_line_wins(self, leaky: Path, tmp_path: Path) -> None:
        write(tmp_path, {"pyproject.toml": '[tool.keyproof]\nfail-on = "never"\nformat = ["json"]\nhistory = false\n'})
        done = run("check", leaky, cwd=tmp_path)
        assert done.code == 0
        assert verdicts(done.report)["KP001"] == "fail"
        assert "KP002" not in codes(done.report)
        again = run("check", leaky, "--fail-on", "high", "--history", cwd=tmp_path)
        assert again.code == 1
        assert "KP002" in codes(again.report)

    def test_a_given_file_counts_and_paths_in_it_are_relative_to_it(self, leaky: Path, tmp_path: Path) -> None:
        text = (
            '[[exception]]\ncheck = "*"\nscope = "server.py"\njustification = "x"\nowner = "me"\nexpires = 2999-01-01\n'
        )
        write(tmp_path, {"ci/keyproof.toml": 'exceptions = "accepted.toml"\n', "ci/accepted.toml": text})
        assert run("check", leaky, "--config", "ci/keyproof.toml", cwd=tmp_path).code == 0

    def test_a_server_in_the_settings_is_chosen(self, monorepo: Path, tmp_path: Path) -> None:
        write(tmp_path, {"k.toml": 'server = "good-server"\n'})
        assert run("check", monorepo, "--config", tmp_path / "k.toml").code == 0


class TestOtherPlaces:
    @pytest.fixture(scope="class")
    @staticmethod
    def served(leaky: Path) -> Iterator[str]:
        """The leaky server behind git's own daemon on the loopback."""
        (leaky / ".git" / "git-daemon-export-ok").touch()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [
            "git",
            "daemon",
            "--listen=127.0.0.1",
            f"--port={port}",
            f"--base-path={leaky.parent}",
            "--reuseaddr",
        ]
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as daemon:
            for _ in range(100):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.05)
            yield f"git://127.0.0.1:{port}/s"
            daemon.terminate()

    def test_a_git_url_gives_the_findings_of_the_folder(self, leaky: Path, served: str) -> None:
        there, here = check(served), check(leaky)
        assert there["target"]["kind"] == "git"
        assert there["target"]["commit"] == here["target"]["commit"]
        assert [f["id"] for f in there["assessments"][0]["findings"]] == [
            f["id"] for f in here["assessments"][0]["findings"]
        ]
        assert verdicts(there) == verdicts(here)

    def test_a_file_url_and_a_bare_clone_give_the_same_findings(self, leaky: Path, tmp_path: Path) -> None:
        git(tmp_path, "clone", "-q", "--bare", str(leaky), "bare.git")
        expected = codes(check(leaky))
        assert codes(check(f"file://{leaky}")) == expected
        assert codes(check(tmp_path / "bare.git")) == expected

    def test_a_clone_leaves_nothing_behind(self, served: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        assert run("check", served).code == 1
        assert list(tmp_path.iterdir()) == []

    def test_the_target_is_not_changed(self, tmp_path: Path) -> None:
        folder = server(tmp_path / "s")

        def state() -> dict[str, tuple[int, int]]:
            return {os.fspath(p): (p.stat().st_mtime_ns, p.stat().st_size) for p in folder.rglob("*")}

        before = state()
        assert run("check", folder).code == 0
        assert state() == before


class TestLibrary:
    def test_check_gives_a_typed_assessment(self, leaky: Path) -> None:
        found = keyproof.check(leaky)
        assert isinstance(found, Assessment)
        assert found.rating is Rating.HIGH
        assert {f.check for f in found.findings if f.severity is Severity.HIGH} == {"KP001", "KP002", "KP008"}
        assert found.verdicts.keys() == verdicts(check(leaky)).keys()
        assert found.server == "demo-server"
        assert str(found.findings[0].locations[0].path) == "server.py"

    def test_its_text_form_holds_no_value(self, leaky: Path) -> None:
        value = token("github-pat-classic")
        found = keyproof.check(str(leaky), history=False)
        assert value not in repr(found)
        assert value not in repr(found.findings)
        assert value not in f"{found.findings[0].secret} {found.findings[0].secret!r}"

    def test_a_server_is_chosen_and_an_unknown_one_is_a_usage_error(self, monorepo: Path) -> None:
        assert keyproof.check(monorepo, server="good-server").rating is Rating.LOW
        assert [p.server for p in keyproof.check(monorepo).servers] == ["bad-server", "good-server"]
        with pytest.raises(UsageError, match="good-server"):
            keyproof.check(monorepo, server="none")

    @pytest.mark.parametrize("ref", ["none", "ext::sh -c id", "https://127.0.0.1:9/none.git"])
    def test_what_cannot_be_read_is_a_target_error(self, tmp_path: Path, ref: str) -> None:
        with pytest.raises(TargetError) as caught:
            keyproof.check(ref if ":" in ref else tmp_path / ref)
        assert isinstance(caught.value, KeyproofError)
        assert "\n" not in str(caught.value)

    def test_all_that_is_promised_can_be_imported(self) -> None:
        for name in keyproof.__all__:
            assert getattr(keyproof, name).__doc__, name
        with pytest.raises(AttributeError):
            keyproof.nothing  # noqa: B018

    def test_the_good_server_is_low_through_every_door(self, tmp_path: Path) -> None:
        folder = server(tmp_path / "s", server__py=SERVER)
        assert keyproof.check(folder).rating is Rating.LOW
        assert run("check", folder).code == 0


def test_a_check_alone_says_what_it_says_among_the_others(medium: Path) -> None:
    every = verdicts(check(medium))
    for code in ("KP005", "KP101", "KP103", "KP107", "KP110", "KP203", "KP306", "KP402"):
        assert verdicts(check(medium, "--only", code)) == {code: every[code]}


def test_inline_marks_count_for_a_check_alone(tmp_path: Path) -> None:
    text = with_line(f'BACKUP_TOKEN = "{token("github-pat-classic")}"  # keyproof: ignore a test value')
    assert verdicts(check(server(tmp_path / "s", server__py=text), "--only", "KP001")) == {"KP001": "pass"}


class TestExplain:
    @pytest.mark.parametrize(
        ("name", "said"), [("KP001", "KP001 "), ("stripe-live", "provider: Stripe"), ("qdrant-any", "provider: Qdrant")]
    )
    def test_checks_rules_and_kinds_of_any_shape_are_explained(self, name: str, said: str) -> None:
        done = run("explain", name)
        assert done.code == 0
        assert said in done.out

    def test_what_is_none_of_these_is_one_line(self) -> None:
        done = run("explain", "nothing")
        assert (done.code, len(done.err.splitlines())) == (2, 1)

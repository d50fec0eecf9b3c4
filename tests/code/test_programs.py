"""Which programs of a repository are the server, and ways to give one credential."""

from __future__ import annotations

import pytest

from keyproof.code.helps import helps
from keyproof.model.fact import Reaction
from tests.code._program import names, project, secrets

SERVER_PY = """
import os
from mcp.server.fastmcp import FastMCP
mcp = FastMCP("acme")
token = os.environ.get("ACME_TOKEN")
"""
SERVER_TS = """
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { load } from "./config.js";
const server = new McpServer({ name: "acme", version: "1" });
load(process.env.ACME_TOKEN);
"""


def test_a_script_that_maintains_the_project_is_not_the_server() -> None:
    assert names(
        src__acme__server_py=SERVER_PY,
        scripts__release_py='import os\nkey = os.environ["RELEASE_TOKEN"]',
        **{"claude-plugin__x_mjs": ""},
    ) == {"ACME_TOKEN"}
    assert names(
        src__index_ts=SERVER_TS,
        src__config_ts="export function load(token?: string) {}",
        packages__scripts__src__notes_ts="const key = process.env.NOTES_API_KEY;",
    ) == {"ACME_TOKEN"}


def test_a_function_that_is_told_an_option_and_a_variable_makes_them_one() -> None:
    found = secrets(
        server_py="""
import argparse, os
def get_var(name, variable, args):
    return getattr(args, name) or os.getenv(variable)
parser = argparse.ArgumentParser()
parser.add_argument("--pat")
args = parser.parse_args()
token = get_var("pat", "ACME_PAT", args)
if not token:
    raise ValueError("--pat or ACME_PAT is needed")
"""
    )
    assert {n: r.reaction for n, r in found.items()} == {"--pat": Reaction.NOISY, "ACME_PAT": Reaction.NOISY}


DEPLOYS = """
import os, argparse
if __name__ == "__main__":
    deploy(os.environ["CLOUD_TOKEN"])
"""


def test_a_program_in_a_folder_of_its_own_that_has_nothing_to_do_with_the_server_is_not_it() -> None:
    assert names(src__acme__server_py=SERVER_PY, integrations__aws__deploy_py=DEPLOYS) == {"ACME_TOKEN"}
    starts = DEPLOYS + "from src.acme import server"
    assert names(src__acme__server_py=SERVER_PY, integrations__aws__deploy_py=starts) == {"ACME_TOKEN", "CLOUD_TOKEN"}
    assert names(server_py=SERVER_PY, aws__deploy_py=DEPLOYS) == {"ACME_TOKEN", "CLOUD_TOKEN"}


def test_a_script_that_starts_the_server_is_a_part_of_it_with_what_it_needs() -> None:
    found = names(
        scripts__start_ts="""
import { read } from "./options.js";
import "../src/index.js";
read();
""",
        scripts__options_ts="export function read() { return process.env.GATE_TOKEN; }",
        scripts__other_ts="const key = process.env.OTHER_API_KEY;",
        src__index_ts=SERVER_TS,
    )
    assert found == {"ACME_TOKEN", "GATE_TOKEN"}


def test_what_the_server_imports_from_the_scripts_counts() -> None:
    found = names(
        src__index_ts=SERVER_TS.replace("./config.js", "../scripts/config.js"),
        scripts__config_ts="export function load(token?: string) { return process.env.LOAD_SECRET; }",
    )
    assert found == {"ACME_TOKEN", "LOAD_SECRET"}


def test_a_client_to_try_the_server_with_is_a_program_beside_it_and_a_client_of_the_upstream_is_not() -> None:
    trying = """
import os
from mcp import ClientSession
key = os.environ["MODEL_API_KEY"]
if __name__ == "__main__":
    print(key)
"""
    upstream = 'import os\nkey = os.environ["UPSTREAM_API_KEY"]'
    assert names(src__acme__server_py=SERVER_PY, src__client__main_py=trying, src__acme__client__http_py=upstream) == {
        "ACME_TOKEN", "UPSTREAM_API_KEY",
    }  # fmt: skip


def test_a_script_that_the_server_runs_is_a_part_of_it() -> None:
    found = names(
        src__acme__server_py=SERVER_PY + 'subprocess.run(["python", "scripts/fetch.py"])',
        scripts__fetch_py='import os\nkey = os.environ["FETCH_API_KEY"]',
        scripts__release_py='import os\nkey = os.environ["RELEASE_TOKEN"]',
    )
    assert found == {"ACME_TOKEN", "FETCH_API_KEY"}


def test_scripts_count_where_no_server_is_known() -> None:
    assert names(scripts__run_py='import os\nkey = os.environ["ACME_TOKEN"]') == {"ACME_TOKEN"}


def test_an_option_that_is_written_to_a_variable_is_another_way_to_give_it() -> None:
    found = secrets(
        main_py="""
import os, sys
import click

@click.command()
@click.option("--acme-token", help="Token of Acme")
def main(acme_token):
    if acme_token:
        os.environ["ACME_API_TOKEN"] = acme_token
    key = os.environ.get("ACME_API_TOKEN")
    other = os.environ.get("ACME_PASSWORD")
    if not key and not other:
        sys.exit("set ACME_API_TOKEN or ACME_PASSWORD")
"""
    )
    option, variable = found["--acme-token"], found["ACME_API_TOKEN"]
    assert (option.reaction, option.required) == (variable.reaction, variable.required) == (Reaction.FAIL_FAST, None)


def test_an_option_of_clap_shares_what_is_known_of_its_variable() -> None:
    found = secrets(
        src__main_rs="""
#[derive(Parser)]
struct Args {
    #[arg(long, env = "ACME_TOKEN")]
    token: Option<String>,
}
fn main() {
    let args = Args::parse();
    let token = match args.token { Some(t) => t, None => { eprintln!("ACME_TOKEN is required"); std::process::exit(1); } };
    run(token);
}
"""
    )
    assert found["--token"].reaction is found["ACME_TOKEN"].reaction is Reaction.FAIL_FAST
    assert found["--token"].required is not False


def test_an_option_that_nothing_else_gives_stays_optional() -> None:
    found = secrets(
        main_py='import argparse\np = argparse.ArgumentParser()\np.add_argument("--proxy-password")\na = p.parse_args()'
    )
    assert found["--proxy-password"].required is False


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('import click\n@click.command()\n@click.option("--token", help="Token of Acme")\ndef main(token): ...', True),
        ('import click\n@click.command()\n@click.option("--token")\ndef main(token): ...', False),
        ('import argparse\np = argparse.ArgumentParser()\np.add_argument("--api-key", help="Key of Acme")', True),
        ('import argparse\np = argparse.ArgumentParser()\np.add_argument("--api-key", dest="key")', False),
    ],
)
def test_the_help_of_an_option_documents_it(text: str, told: bool) -> None:
    assert bool(helps(project(main_py=text))) is told


def test_the_help_of_options_in_javascript_and_go_documents_them() -> None:
    program = project(
        index_ts="""
import { Command } from "commander";
import { cli } from "cleye";
new Command().option("--acme-api-key <string>", "Key of Acme").option("--other-token <string>");
cli({ flags: { acmeToken: { type: String, description: "Token of Acme" }, plainToken: { type: String } } });
""",
        main_go="""
package main
import "flag"
func main() { flag.String("gate-token", "", "Token that " + "callers must send") ; flag.String("mute-token", "", "") }
""",
    )
    assert {f.name for f in helps(program)} == {"--acme-api-key", "--acme-token", "--gate-token"}

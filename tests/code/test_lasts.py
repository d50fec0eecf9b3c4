"""Errors that reach the end of the program, and those that only end a request."""

from __future__ import annotations

import pytest

from keyproof.model.fact import Reaction
from tests.code._program import secrets


def test_a_message_that_is_the_last_thing_of_the_program_ends_it() -> None:
    found = secrets(
        index_ts="""
async function main() {
  const token = process.env.ACME_TOKEN;
  if (!token) { throw new Error("ACME_TOKEN is not set"); }
  serve(token);
}
if (require.main === module) {
  main().catch((error) => { report(error); });
}
function report(error: any) { console.error(`cannot start: ${error.message}`); }
""",
    )
    assert found["ACME_TOKEN"].reaction is Reaction.FAIL_FAST
    found = secrets(
        main_py="""
import os
def token():
    value = os.environ.get("ACME_TOKEN")
    if not value:
        raise ValueError("ACME_TOKEN is not set")
    return value
def main():
    try:
        serve(token())
    except ValueError as error:
        print(f"cannot start: {error}")
if __name__ == "__main__":
    main()
""",
    )
    assert (found["ACME_TOKEN"].reaction, found["ACME_TOKEN"].required) == (Reaction.FAIL_FAST, True)


def test_a_message_after_which_the_program_goes_on_does_not_end_it() -> None:
    found = secrets(
        main_py="""
import os
def token():
    value = os.environ.get("ACME_TOKEN")
    if not value:
        raise ValueError("ACME_TOKEN is not set")
    return value
def main():
    try:
        use(token())
    except ValueError as error:
        print(f"goes on without: {error}")
    serve()
if __name__ == "__main__":
    main()
""",
    )
    assert found["ACME_TOKEN"].reaction is Reaction.DEGRADE


def test_a_missing_header_is_refused_and_does_not_stop_the_server() -> None:
    found = secrets(
        index_ts="""
import express from "express";
const app = express();
function key(req: express.Request) {
  const token = req.headers["x-acme-token"];
  if (!token) { throw new Error("send X-Acme-Token"); }
  return token;
}
app.post("/mcp", (req, res) => { answer(key(req)); });
async function once(req: express.Request) { answer(key(req)); }
once(start());
""",
    )
    assert found["X-Acme-Token"].reaction is Reaction.DEGRADE


def test_an_error_of_a_start_that_is_not_the_last_is_only_said() -> None:
    found = secrets(
        index_ts="""
async function connect() {
  const token = process.env.ACME_TOKEN;
  if (!token) { throw new Error("ACME_TOKEN is not set"); }
  use(token);
}
connect().catch((error) => { console.error(`goes on without: ${error.message}`); });
app.listen(3000);
"""
    )
    assert found["ACME_TOKEN"].reaction is Reaction.DEGRADE


@pytest.mark.parametrize(
    ("message", "required"),
    [("rate limits are disabled", False), ("search is skipped", False), ("please look at the manual", None)],
)
def test_a_message_that_a_part_is_left_out_says_that_the_value_is_optional(message: str, required: bool | None) -> None:
    found = secrets(
        index_ts=f"""
function limits() {{
  const token = process.env.ACME_TOKEN;
  if (!token) {{ console.log("ACME_TOKEN is not set: {message}"); return false; }}
  return use(token);
}}
if (limits()) {{ on(); }}
serve();
"""
    )
    assert (found["ACME_TOKEN"].reaction, found["ACME_TOKEN"].required) == (Reaction.DEGRADE, required)


def test_a_function_that_looks_elsewhere_first_does_not_always_fail() -> None:
    program = """
import os
def from_file():
    text = read()
    {given}
    raise ValueError("no token")
def main():
    token = os.environ.get("ACME_TOKEN")
    if not token:
        token = from_file()
    serve(token)
main()
"""
    fails = secrets(main_py=program.format(given="log(text)"))["ACME_TOKEN"]
    looks = secrets(main_py=program.format(given="if text: return text"))["ACME_TOKEN"]
    assert (fails.required, looks.required) == (True, None)


@pytest.mark.parametrize(
    "files",
    [
        {"main_py": 'import os, sys\nurl = os.environ.get("ACME_URL")\ntoken = os.environ.get("ACME_TOKEN")\n'
         'if not all([url, token]):\n    sys.exit("set ACME_URL and ACME_TOKEN")\nserve(url, token)'},
        {"index_ts": 'const url = process.env.ACME_URL;\nconst token = process.env.ACME_TOKEN;\n'
         'if (![url, token].every(Boolean)) { console.error("set ACME_URL and ACME_TOKEN"); process.exit(1); }\nserve(url, token);'},
    ],
)  # fmt: skip
def test_values_that_are_asked_for_in_a_list_are_required(files: dict[str, str]) -> None:
    found = secrets(**files)["ACME_TOKEN"]
    assert (found.reaction, found.reaction_names_it, found.required) == (Reaction.FAIL_FAST, True, True)


def test_an_error_counts_where_the_function_is_called_and_not_where_it_stands_in_for_what_is_given() -> None:
    program = """
import os
class Config:
    @classmethod
    def from_env(cls):
        token = os.environ.get("ACME_TOKEN")
        if not token:
            raise ValueError("set ACME_TOKEN")
        return cls(token)
class Client:
    def __init__(self, config=None):
        self.config = config or Config.from_env()
{start}
"""
    caught = "try:\n    Client(Config.from_env())\nexcept ValueError as e:\n    print(e)\nserve()"
    assert secrets(main_py=program.format(start=caught))["ACME_TOKEN"].reaction is Reaction.DEGRADE
    assert secrets(main_py=program.format(start="Client()"))["ACME_TOKEN"].reaction is Reaction.NOISY

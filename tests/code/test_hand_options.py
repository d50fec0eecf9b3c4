"""Options that a program takes from its arguments without a library."""

from __future__ import annotations

import pytest

from keyproof.model.fact import Reaction
from tests.code._program import names, secrets


@pytest.mark.parametrize(
    "text",
    [
        "const args = process.argv.slice(2); for (let i = 0; i < args.length; i++) if (args[i] === '--api-key') use(args[i + 1]);",
        "const i = process.argv.indexOf('--api-key'); use(process.argv[i + 1]);",
        "export function options(argv: string[]) { return argv.find((a) => a.startsWith('--api-key=')); }",
        "process.argv.forEach((arg) => { switch (arg) { case '--api-key': next(); } });",
        "for (const arg of process.argv) { if (arg.startsWith('--')) { const [key, value] = arg.slice(2).split('='); if (key == 'api-key') { use(value); } } }",
    ],
)  # fmt: skip
def test_an_option_that_javascript_looks_for_by_hand_is_found(text: str) -> None:
    assert names(index_ts=text) == {"--api-key"}


@pytest.mark.parametrize(
    "text",
    [
        'import sys\nif "--api-key" in sys.argv:\n    use(sys.argv[sys.argv.index("--api-key") + 1])',
        'import sys\nfor a in sys.argv[1:]:\n    if a.startswith("--api-key="):\n        use(a)',
        'import sys\nfor a in sys.argv[1:]:\n    if a == "--api-key":\n        use(a)',
    ],
)
def test_an_option_that_python_looks_for_by_hand_is_found(text: str) -> None:
    assert names(main_py=text) == {"--api-key"}


@pytest.mark.parametrize(
    "text",
    [
        "const args = process.argv; spawn('x', ['--api-key', key]);",
        "const args = process.argv; if (args.includes('--disable-auth') || args.includes('--unsafe-disable-auth')) open();",
        "if (word === '--api-key') colour(word);",
        "const args = process.argv; if (kind === 'api-key') use(args);",
        "const args = process.argv; if (args[0] === '--rotate-secrets') rotate();",
    ],
)
def test_what_is_no_option_for_a_credential_is_none(text: str) -> None:
    assert names(index_ts=text) == set()


def test_an_option_kept_by_hand_is_followed_to_the_check_of_it_and_its_variable() -> None:
    found = secrets(
        index_ts="""
function parseArgs(args: string[]) {
  const options: { apiKey?: string } = {};
  args.forEach((arg) => {
    if (arg.startsWith("--")) {
      const [key, value] = arg.slice(2).split("=");
      if (key == "api-key") { options.apiKey = value; }
    }
  });
  const apiKey = options.apiKey || process.env.ACME_API_KEY;
  if (!apiKey) { throw new Error("pass --api-key or set ACME_API_KEY"); }
  return apiKey;
}
async function main() { serve(parseArgs(process.argv.slice(2))); }
main().catch((error) => { console.error(`cannot start: ${error.message}`); });
"""
    )
    for name in ("--api-key", "ACME_API_KEY"):
        assert (found[name].reaction, found[name].required) == (Reaction.FAIL_FAST, None)

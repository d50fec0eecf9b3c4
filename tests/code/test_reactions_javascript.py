"""JavaScript and TypeScript: what happens without the credential is read from the control flow."""

from __future__ import annotations

import pytest

from keyproof.model.fact import CredentialRead, Reaction
from tests.code._program import secrets


def script(text: str, name: str = "ACME_TOKEN") -> CredentialRead:
    return secrets(src__index_ts=text)[name]


@pytest.mark.parametrize(
    ("text", "reaction", "names_it"),
    [
        (
            'const t = process.env.ACME_TOKEN;\nif (!t) { console.error("ACME_TOKEN is required"); process.exit(1); }',
            Reaction.FAIL_FAST,
            True,
        ),
        ('const t = process.env.ACME_TOKEN;\nif (!t) throw new Error("ACME_TOKEN is required");', Reaction.NOISY, True),
        ("const t = process.env.ACME_TOKEN!;\nuse({ Authorization: `Bearer ${t}` });", Reaction.SILENT, False),
        ('const t = process.env.ACME_TOKEN ?? fail("ACME_TOKEN");\n'
         "function fail(n: string): never { throw new Error(`${n} missing`); }", Reaction.NOISY, True),
        ('const t = process.env.ACME_TOKEN || "' + "hunter" + '2-default";\nuse(t);', Reaction.UNSAFE_DEFAULT, False),
        ("const t = process.env.ACME_TOKEN || randomBytes(32).toString('hex');\nuse(t);", Reaction.NONE_NEEDED, False),
        ("const t = process.env.ACME_TOKEN;\nconst h = t ? { Authorization: t } : {};", Reaction.SILENT, False),
    ],
)  # fmt: skip
def test_javascript_at_start(text: str, reaction: Reaction, names_it: bool) -> None:
    read = script(text)
    assert (read.reaction, read.reaction_names_it) == (reaction, names_it)


def test_a_handler_of_javascript_that_throws_degrades() -> None:
    read = script(
        """
server.setRequestHandler(CallToolRequestSchema, async (request) => {
  const key = process.env.ACME_TOKEN;
  if (!key) { throw new McpError(ErrorCode.InvalidParams, "ACME_TOKEN is not set"); }
  return call(key);
});
"""
    )
    assert (read.reaction, read.reaction_names_it) == (Reaction.DEGRADE, True)


def test_an_answer_with_is_error_degrades() -> None:
    read = script(
        """
server.tool("search", { q: z.string() }, async ({ q }) => {
  const key = process.env.ACME_TOKEN;
  if (!key) {
    return { content: [{ type: "text", text: "ACME_TOKEN is not set" }], isError: true };
  }
  return call(key, q);
});
"""
    )
    assert (read.reaction, read.reaction_names_it) == (Reaction.DEGRADE, True)


def test_an_answer_without_is_error_is_a_wrong_success() -> None:
    read = script(
        """
server.tool("search", { q: z.string() }, async ({ q }) => {
  const key = process.env.ACME_TOKEN;
  if (!key) return { content: [{ type: "text", text: "Error: ACME_TOKEN is not set" }] };
  return call(key, q);
});
"""
    )
    assert read.reaction is Reaction.WRONG_SUCCESS


def test_an_error_caught_at_the_end_of_main_is_noisy_with_a_stack_and_fast_without() -> None:
    body = """
async function main() {
  const t = process.env.ACME_TOKEN;
  if (!t) throw new Error("ACME_TOKEN is required");
}
"""
    loud = script(body + 'main().catch((error) => { console.error("Fatal:", error); process.exit(1); });')
    quiet = script(body + "main().catch((error) => { console.error(error.message); process.exit(1); });")
    assert (loud.reaction, quiet.reaction) == (Reaction.NOISY, Reaction.FAIL_FAST)
    assert loud.reaction_names_it
    assert quiet.reaction_names_it


def test_authentication_that_is_skipped_without_a_token_is_an_unsafe_default() -> None:
    read = script(
        """
const expected = process.env.ACME_TOKEN;
app.use((req, res, next) => {
  if (!expected) { return next(); }
  if (req.headers.authorization !== `Bearer ${expected}`) { return res.status(401).json({}); }
  next();
});
"""
    )
    assert read.reaction is Reaction.UNSAFE_DEFAULT


def test_a_property_of_a_config_object_is_followed_to_another_file() -> None:
    found = secrets(
        src__config_ts='export const config = { acmeApiKey: process.env.ACME_TOKEN ?? "" };',
        src__index_ts="""
import { config } from "./config.js";
if (!config.acmeApiKey) { console.error("Error: --acme-token is required (ACME_TOKEN)"); process.exit(1); }
""",
    )
    read = found["ACME_TOKEN"]
    assert (read.reaction, read.reaction_names_it, read.default) == (Reaction.FAIL_FAST, True, "empty")


def test_a_list_of_required_variables_is_filtered_in_javascript() -> None:
    read = script(
        """
const required = ["ACME_TOKEN", "ACME_URL"];
const missing = required.filter((name) => !process.env[name]);
if (missing.length > 0) { console.error(`Missing: ${missing.join(", ")}`); process.exit(1); }
"""
    )
    assert (read.reaction, read.reaction_names_it) == (Reaction.FAIL_FAST, True)


def test_a_helper_that_many_values_go_through_does_not_mix_them() -> None:
    found = secrets(
        src__index_ts="""
function clean(value?: string) { const v = value?.trim(); if (!v) return undefined; return v; }
const key = clean(process.env.ACME_TOKEN);
const url = clean(process.env.ACME_URL) ?? "https://api.acme.test";
if (!key) { console.error("ACME_TOKEN is required"); process.exit(1); }
"""
    )
    assert (found["ACME_TOKEN"].reaction, found["ACME_TOKEN"].default) == (Reaction.FAIL_FAST, "none")


def test_an_option_with_its_default_from_the_environment_is_followed_to_the_exit_of_the_caller() -> None:
    found = secrets(
        src__config_ts="""
export function getOptions() {
  const program = new Command().option("--acme-token <string>", "token", process.env.ACME_TOKEN ?? "").parse();
  const options = program.opts();
  if (!options.acmeToken) { console.error("Error: --acme-token is required."); return false; }
  return options;
}
""",
        src__index_ts="""
import { getOptions } from "./config.js";
async function main() {
  const options = getOptions();
  if (!options) { console.error("Invalid configuration"); process.exit(1); }
}
main();
""",
    )
    for name in ("ACME_TOKEN", "--acme-token"):
        read = found[name]
        assert (read.reaction, read.reaction_names_it, read.required) == (Reaction.FAIL_FAST, True, True)


@pytest.mark.parametrize(
    ("name", "reaction"), [("JWT_SECRET", Reaction.UNSAFE_DEFAULT), ("ACME_API_KEY", Reaction.SILENT)]
)
def test_a_signing_key_that_asks_to_be_replaced_works_all_the_same(name: str, reaction: Reaction) -> None:
    text = f"const t = process.env.{name} || 'your-" + "secret-key';\nuse(t);"
    assert script(text, name).reaction is reaction

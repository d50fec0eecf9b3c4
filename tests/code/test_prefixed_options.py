"""Options that a variable with a prefix gives as well."""

from __future__ import annotations

from tests.code._program import secrets

SCHEMA = """
import { z } from "zod";
export const Config = z.object({
  apiKey: z.string().describe("the key"),
  clientSecret: z.string().optional(),
  connectionString: z.string().optional().register(registry, { isSecret: true }),
  clientId: z.string().optional().register(registry, { isSecret: true }),
  timeout: z.number().default(3),
});
"""
PARSER = """
import parser from "yargs-parser";
import { Config } from "./schema.js";
export const parsed = Config.parse(parser(process.argv.slice(2), { envPrefix: "ACME_", configuration: {} }));
"""


def test_fields_of_the_schema_are_variables_with_the_prefix_and_options():
    found = secrets(src__schema_ts=SCHEMA, src__parse_ts=PARSER)
    variables = {n for n in found if not n.startswith("-")}
    assert variables == {"ACME_API_KEY", "ACME_CLIENT_SECRET", "ACME_CONNECTION_STRING"}
    assert {"--apiKey", "--clientSecret", "--connectionString"} <= set(found)
    assert found["ACME_CLIENT_SECRET"].required is False
    assert found["ACME_API_KEY"].source == "env"


def test_options_of_yargs_with_a_prefix_are_variables_too():
    found = secrets(
        index_js="""
        import yargs from "yargs";
        const args = yargs(process.argv.slice(2)).env("ACME").option("api-key", { type: "string" }).argv;
        """
    )
    assert "ACME_API_KEY" in found


def test_without_a_prefix_a_schema_says_nothing_of_variables():
    assert not [n for n in secrets(src__schema_ts=SCHEMA) if n.isupper()]

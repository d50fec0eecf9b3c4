"""Go: what happens without the credential."""

from __future__ import annotations

import pytest

from keyproof.model.fact import Reaction
from tests.code._go import go


@pytest.mark.parametrize(
    ("text", "reaction", "names_it", "required"),
    [
        (
            'func main() { t := os.Getenv("ACME_TOKEN"); if t == "" { log.Fatal("ACME_TOKEN is required") }; use(t) }',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { t, ok := os.LookupEnv("ACME_TOKEN")\nif !ok { fmt.Fprintln(os.Stderr, "set ACME_TOKEN"); os.Exit(1) }\nuse(t) }',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { if err := run(); err != nil { log.Fatal(err) } }\nfunc run() error { t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { return errors.New("ACME_TOKEN not set") }\nuse(t)\nreturn nil }',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { t, err := load(); if err != nil { log.Fatal("cannot start") }; use(t) }\n'
            'func load() (string, error) { t := os.Getenv("ACME_TOKEN")\nif t == "" { return "", errors.New("ACME_TOKEN not set") }\nreturn t, nil }',
            Reaction.FAIL_FAST,
            False,
            True,
        ),
        (
            'func main() { t := os.Getenv("ACME_TOKEN"); if len(t) == 0 { panic("ACME_TOKEN not set") }; use(t) }',
            Reaction.NOISY,
            True,
            True,
        ),
        (
            'var cmd = &cobra.Command{RunE: func(c *cobra.Command, a []string) error { t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { return errors.New("ACME_TOKEN not set") }\nuse(t); return nil }}',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { logger, _ := zap.NewProduction(); t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { logger.Fatal("ACME_TOKEN missing", zap.String("x", "y")) }\nuse(t) }',
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { t := os.Getenv("ACME_TOKEN"); if t == "" { slog.Warn("no ACME_TOKEN") }; use(t) }',
            Reaction.DEGRADE,
            True,
            None,
        ),
        ('func main() { t := os.Getenv("ACME_TOKEN"); use("Bearer " + t) }', Reaction.SILENT, False, None),
        (
            'func h(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) { t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { return mcp.NewToolResultError("ACME_TOKEN is not set"), nil }\nreturn call(t) }',
            Reaction.DEGRADE,
            True,
            True,
        ),
        (
            'func h(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) { t := os.Getenv("ACME_TOKEN")\n'
            'if t == "" { return nil, fmt.Errorf("ACME_TOKEN is not set") }\nreturn call(t) }',
            Reaction.DEGRADE,
            True,
            True,
        ),
        (
            'type C struct { T string `env:"ACME_TOKEN,required"` }\n'
            "func main() { var c C; if err := env.Parse(&c); err != nil { log.Fatal(err) }; use(c.T) }",
            Reaction.FAIL_FAST,
            True,
            True,
        ),
        (
            'func main() { t, a := os.Getenv("ACME_TOKEN"), os.Getenv("ACME_APP")\n'
            'if t == "" && a == "" { log.Fatal("set ACME_TOKEN or ACME_APP") }\nuse(t, a) }',
            Reaction.FAIL_FAST,
            True,
            None,
        ),
        (
            'func validateToken(got string) bool { want := os.Getenv("ACME_TOKEN")\nif want == "" { return true }\nreturn got == want }',
            Reaction.UNSAFE_DEFAULT,
            False,
            None,
        ),
    ],
    ids=[
        "log.Fatal", "exit", "error to main", "error swallowed into another", "panic", "cobra", "zap", "warning", "nothing",
        "error result", "error of a tool", "required tag", "one of two", "authentication dropped",
    ],
)  # fmt: skip
def test_what_go_does_without_the_credential(text: str, reaction: Reaction, names_it: bool, required: bool | None):
    found = go(text)
    assert (found.reaction, found.reaction_names_it, found.required) == (reaction, names_it, required)


def test_a_literal_default_of_a_wrapper_is_a_default():
    text = 'func main() { use(get("ACME_TOKEN", "' + "hunter" + '2-default")) }\n'
    wrapper = 'func get(k, d string) string { if v := os.Getenv(k); v != "" { return v }; return d }'
    assert go(text + wrapper).reaction is Reaction.UNSAFE_DEFAULT


def test_a_default_in_the_branch_is_a_default():
    text = 'func main() { t := os.Getenv("ACME_TOKEN"); if t == "" { t = "' + "hunter" + '2-default" }; use(t) }'
    assert go(text).reaction is Reaction.UNSAFE_DEFAULT

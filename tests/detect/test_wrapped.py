"""Statements that formatters wrap over lines, as deep as they stand in classes and functions."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.folding import folded
from keyproof.model.fact import SecretClass
from tests.detect.conftest import drawn, live

DEPTHS = (0, 4, 8, 12, 20, 28)

# A bar ends a line, each of the marks at its start is a level deeper; ¶ is the name, § the value.
WRAPPED = (
    ("py", "api_key", '¶ = os.getenv(|>"X_SETTING",|>"§",|)'),
    ("py", "db_password", '¶ = os.environ.get(|>"X_SETTING", "§"|)'),
    ("py", "db_password", '¶: SecretStr = Field(|>default="§",|>repr=False,|)'),
    ("py", "api_key", '¶: SecretStr = Field(|>default=SecretStr("§"),|)'),
    ("py", "api_key", '¶: SecretStr = SecretStr(|>"§"|)'),
    ("py", "api_key", '¶: str = Field(|>"§",|>description="the thing to use",|)'),
    ("py", "api_key", '¶: str = Field(|>description="the thing to use",|>default="§",|)'),
    ("py", "api_key", '¶ = config.get("section", "¶") or (|>"§"|)'),
    ("py", "api_key", 'parser.add_argument(|>"--¶", type=str, default="§"|)'),
    ("py", "api_key", '¶: Annotated[|>str, typer.Option(envvar="X_SETTING")|] = "§"'),
    ("py", "api_key", '¶ = kwargs.pop(|>"¶",|>"§",|)'),
    ("py", "api_key", '¶: str = dataclasses.field(|>default="§",|)'),
    ("py", "api_key", 'self.¶ = ¶ or os.getenv(|>"X_SETTING", "§"|)'),
    ("py", "api_key", 'settings = {|>"¶":|>>"§",|}'),
    ("ts", "apiKey", 'const ¶ =|>process.env.X_SETTING |||>"§";'),
    ("ts", "apiKey", 'const ¶ =|>process.env.X_SETTING ?? "§";'),
    ("ts", "apiKey", 'const ¶ =|>"§";'),
    ("ts", "apiKey", '¶: z.string().default(|>"§",|),'),
    ("ts", "apiKey", '¶: z|>.string()|>.min(10)|>.default("§"),'),
    ("ts", "apiKey", 'const client = new Client({|>¶:|>>"§",|});'),
    ("ts", "apiKey", 'const ¶ = getEnv(|>"X_SETTING",|>"§",|);'),
    ("go", "apiKey", '¶ := getEnv(|>"X_SETTING",|>"§",|)'),
    ("go", "apiKey", 'flag.StringVar(|>&¶,|>"¶",|>"§",|>"the thing",|)'),
    ("java", "apiKey", 'private static final String ¶ =|>>"§";'),
    ("java", "apiKey", 'String ¶ = System.getenv().getOrDefault(|>>"X_SETTING",|>>"§");'),
    ("java", "apiKey", 'String ¶ = Optional.ofNullable(System.getenv("X_SETTING"))|>>.orElse("§");'),
    ("kt", "apiKey", 'val ¶ =|>System.getenv("X_SETTING")|>>?: "§"'),
    ("cs", "ApiKey", 'var ¶ = Environment.GetEnvironmentVariable("X_SETTING")|>?? "§";'),
    ("rs", "api_key", 'let ¶ = std::env::var("X_SETTING").unwrap_or(|>"§".to_string(),|);'),
    ("rs", "api_key", 'let ¶ = std::env::var("X_SETTING")|>.unwrap_or_else(/_/ "§".to_string());'),
    ("php", "api_key", "$¶ = getenv('X_SETTING') ?:|>'§';"),
    ("php", "api_key", "return [|>'¶' => env('X_SETTING',|>>'§'),|];"),
    ("php", "api_key", "define(|>'MY_¶',|>'§'|);"),
    ("rb", "api_key", '¶ = ENV.fetch(|>"X_SETTING",|>"§"|)'),
    ("swift", "apiKey", 'let ¶ =|>ProcessInfo.processInfo.environment["X_SETTING"]|>?? "§"'),
    ("dart", "apiKey", 'const ¶ = String.fromEnvironment(|>"X_SETTING",|>defaultValue: "§",|);'),
    ("scala", "apiKey", 'val ¶ = sys.env.getOrElse(|>"X_SETTING",|>"§"|)'),
    ("yaml", "api-key", "args:|>- --¶|>- §"),
    ("json", "api-key", '"¶":|>"§"'),
    ("xml", "apiKey", "<¶>|>§|</¶>"),
    ("xml", "apiKey", '<property name="¶">|><value>§</value>|</property>'),
)


def _written(template: str, name: str, value: str, *, depth: int) -> str:
    lines = []
    for line in template.replace("|||>", "//|>").split("|"):
        bare = line.lstrip(">")
        lines.append(" " * (depth + 4 * (len(line) - len(bare))) + bare)
    text = "\n".join(lines).replace("//\n", "||\n").replace("/_/", "|_|")
    return "start()\n" + text.replace("¶", name).replace("§", value) + "\nend()\n"


@pytest.mark.parametrize(("suffix", "name", "template"), WRAPPED, ids=lambda part: part[:40])
def test_a_value_is_found_where_its_statement_is_wrapped(
    detector: Detector, suffix: str, name: str, template: str
) -> None:
    for depth in DEPTHS:
        value = drawn(26, seed=depth)
        text = _written(template, name, value, depth=depth)
        found = [m for m in detector.scan(text.encode(), f"src/app.{suffix}") if m.secret.reveal() == value]
        assert [m.judgement.secret_class for m in found] == [SecretClass.LIVE], depth
        assert text.encode()[found[0].start : found[0].end].decode() == value


@pytest.mark.parametrize(
    "text",
    [
        'def api_key(self):\n    "Return what the service asks for"\n',
        'if not api_key:\n    raise ValueError("set X_SETTING9 to go on")\n',
        'token = get(\n    "https://auth.acme.io/oauth2/token",\n)\n',
        'api_key =\n\nname = "a1b2c3d4e5f6a7b8c9d0"\n',
        'password: str = Field(\n    description="the one of 2024",\n)\nname = "Zx81qqLm2"\n',
    ],
)
def test_what_follows_a_statement_is_not_bound(detector: Detector, text: str) -> None:
    assert live(detector.scan(text.encode(), "src/app.py")) == []


def test_a_statement_on_one_line_says_where_its_parts_stood() -> None:
    text = 'x\n  key = f(\n      "a",\n      g("b"),\n  ) or (\n    "c"\n  )\nmore("d")\n'
    end = text.index("\n", 2)
    fold = folded(text, end)
    assert fold is not None
    assert fold.text == 'x\n  key = f("a", g("b"),) or ("c")'
    for part in ('"a"', 'g("b")', '"c"'):
        assert fold.back(fold.text.index(part)) == text.index(part)
    assert folded("key = 1\nmore()\n", 7) is None

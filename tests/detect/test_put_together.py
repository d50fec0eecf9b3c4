"""Values that several statements, a template, a list or a filler taken out put together."""

from __future__ import annotations

import pytest

from keyproof.detect.detector import Detector
from keyproof.detect.mint import samples
from keyproof.detect.rule import builtin_rules
from tests.detect.conftest import drawn, live

RULES = {rule.id: rule for rule in builtin_rules()}
GITHUB = samples(RULES["github-pat-classic"], 5)[0]
SENDGRID = samples(RULES["sendgrid"], 5)[0]
STRIPE = samples(RULES["stripe-live"], 5)[0]
GITLAB = samples(RULES["gitlab-pat"], 5)[0]
A, B, C, D = GITHUB[:7], GITHUB[7:19], GITHUB[19:31], GITHUB[31:]
FILLED = "~".join(GITHUB[i : i + 5] for i in range(0, len(GITHUB), 5))
STRIDED = "".join(c + chr(97 + i % 26) for i, c in enumerate(GITHUB))
DELTAS = "".join(f'event: delta\ndata: {{"delta": "{p}"}}\n\n' for p in ("is ", A, B, C, D, "."))
CHUNKS = "".join(
    f'data: {{"id":"x1","choices":[{{"index":0,"delta":{{"content":"{p}"}}}}]}}\n\n' for p in (A, B, C + D)
)

TEXTS = {
    "a constant, a string, a raw string": (
        SENDGRID,
        f'const p = "{SENDGRID[:12]}"\n\nvar t = p + "{SENDGRID[12:40]}" +\n\t`{SENDGRID[40:]}`\n',
    ),
    "members of an object": (
        GITHUB,
        f'const q = {{ c: "{C}", a: "{A}", d: "{D}", b: "{B}" }};\nconst t = q.a + q.b + q.c + q["d"];\n',
    ),
    "comments between": (GITHUB, f'const k = "{A}" /* mid */ + // keep in sync\n  "{B + C + D}";'),
    "comments behind the lines of Python": (GITHUB, f'K = (\n    "{A}"  # one\n    "{B}"  # two\n    "{C + D}"\n)'),
    "a shell's variables and a rest": (GITHUB, f"A='{A}'\nB=\"{B}\"\nT=\"${{A}}${{B}}\"\"{C + D}\"\n"),
    "a template with an order": (GITHUB, f'_A = "{A}"\n_B = "{D}"\nK = "{{0}}{{2}}{{1}}".format(_A, _B, "{B + C}")\n'),
    "PowerShell's template": (GITHUB, f"$k = \"{{1}}{{0}}{{2}}\" -f '{B}','{A}','{C + D}'"),
    "Java's template": (GITHUB, f'String k = String.format("%2$s%1$s", "{B + C + D}", "{A}");'),
    "variables of a collection": (
        GITHUB,
        f'{{"value": "{{{{a}}}}{{{{b}}}}",\n"variable": [{{"key": "a", "value": "{A}"}},\n{{"key": "b",\n "value": "{B + C + D}"}}]}}',
    ),
    "a list of JavaScript": (STRIPE, f"const c = ['{STRIPE[:4]}', '{STRIPE[4:60]}',\n '{STRIPE[60:]}'].join(\"\");"),
    "a list of Scala": (STRIPE, f'val c = List("{STRIPE[:4]}", "{STRIPE[4:60]}", "{STRIPE[60:]}").mkString'),
    "a list of Kotlin": (STRIPE, f'val c = listOf("{STRIPE[:4]}", "{STRIPE[4:60]}", "{STRIPE[60:]}").joinToString("")'),
    "a list of Python": (STRIPE, f'c = "".join(["{STRIPE[:4]}", "{STRIPE[4:60]}", "{STRIPE[60:]}"])'),
    "a list of PHP": (STRIPE, f"$c = implode('', ['{STRIPE[:4]}', '{STRIPE[4:60]}', '{STRIPE[60:]}']);"),
    "a block of CloudFormation": (
        STRIPE,
        f'      K: !Join\n        - ""\n        -\n          - {STRIPE[:4]}\n          - {STRIPE[4:60]}\n          - {STRIPE[60:]}\n      L: x\n',
    ),
    "a formula in a table": (GITLAB, f'a\tb\nx\t"=""{GITLAB[:2]}""&""{GITLAB[2:9]}""&""{GITLAB[9:]}"""\n'),
    "a filler taken out of a variable": (GITHUB, f'_T = "{FILLED}"\nT = _T.replace("~", "")\n'),
    "a filler by an expression": (GITHUB, f'const d = "{FILLED}";\nconst c = d.replace(/~/g, "");\n'),
    "a filler by sed": (GITHUB, f"K=$(echo 'XX{FILLED}' | sed 's/~//g; s/^XX//')\n"),
    "a filler by tr": (GITHUB, f"K=$(echo '{FILLED}' | tr -d '~')\n"),
    "every second character": (GITHUB, f'N = "{STRIDED}"\nT = N[::2]\n'),
    "lines of a patch": (GITHUB, f'@@ -1,3 +1 @@\n-  token: "{A}" +\n-    "{B + C + D}",\n+  token: env,\n'),
    "a numbered listing": (GITHUB, f'    41      x = (\n    42          "{A}"\n    43          "{B}"\n    44          "{C + D}"\n'),
    "coloured code": (GITHUB, f'<span class="s">&quot;{A}&quot;</span> <span class="o">+</span> <span class="s">&quot;{B + C + D}&quot;</span>'),
    "a stream of events": (GITHUB, DELTAS),
    "a stream of chunks": (GITHUB, CHUNKS),
    "entries of a dictionary": (GITHUB, f'P = {{"a": "{A}", "b": "{B + C + D}"}}\nT = P["a"] + P["b"]\n'),
    "members in a template": (GITHUB, f'const p = {{ a: "{A}", b: "{B + C + D}" }};\nconst t = `${{p.a}}${{p.b}}`;\n'),
    "constants of PHP": (GITHUB, f"<?php define('A', '{A}'); const B = '{B}'; $t = A . B . '{C + D}';"),
    "a variable in a string of PHP": (GITHUB, f"<?php $a = '{A}'; $t = \"{{$a}}{B + C + D}\";"),
    "a variable of make": (GITHUB, f"P := {A}\nT := $(P){B + C + D}\n"),
    "a variable of CMake": (GITHUB, f'set(P "{A}")\nset(T "${{P}}{B + C + D}")\n'),
    "a variable of a batch file": (GITHUB, f"set P={A}\r\nset T=%P%{B + C + D}\r\n"),
    "a variable of a workflow": (GITHUB, f"env:\n  P: {A}\n  T: ${{{{ env.P }}}}{B + C + D}\n"),
    "a template of text and a string": (GITHUB, f"P = '{A}'\nT = \"#{{P}}{B}\" + '{C + D}'\n"),
    "C#'s template": (GITHUB, f'var t = string.Format("{{1}}{{0}}", "{B + C + D}", "{A}");'),
    "a filler by a call of PHP": (GITHUB, f"$t = str_replace('~', '', '{FILLED}');"),
    "a filler by a call of Python": (GITHUB, f't = re.sub(r"\\~", "", "{FILLED}")'),
    "a filler by a call of Go": (GITHUB, f't := strings.ReplaceAll("{FILLED}", "~", "")'),
    "a filler by Ruby": (GITHUB, f"T = '{FILLED}'.delete('~')"),
    "a filler by PowerShell": (GITHUB, f"$t = '{FILLED}' -replace '~', ''"),
    "a filler by the shell": (GITHUB, f'S="{FILLED}"\nT="${{S//~/}}"\n'),
    "breaks of LaTeX": (GITHUB, f"\\texttt{{{A}\\allowbreak{{}}{B}\\allowbreak{{}}{C + D}}}"),
}  # fmt: skip


@pytest.mark.parametrize(("value", "text"), TEXTS.values(), ids=list(TEXTS))
def test_a_value_is_put_together(detector: Detector, value: str, text: str) -> None:
    assert live(detector.scan(text.encode(), "src/app.txt")) == [value]


@pytest.mark.parametrize(
    "text",
    [
        f'_A = "{A}"\nK = "{{0}}{{1}}".format(_A, other())\n',
        f'const q = {{ a: "{A}" }};\nconst t = q.a + q.b;\n',
        f"const c = ['{STRIPE[:4]}', '{STRIPE[4:60]}', '{STRIPE[60:]}'].join(\", \");",
        f"K:\n  - !Join\n    - '-'\n    - - {STRIPE[:4]}\n      - {STRIPE[4:60]}\n      - {STRIPE[60:]}\n",
        f'_T = "{FILLED}"\nT = _T.replace("~", "x")\n',
        f'N = "{STRIDED}"\nT = N[::3]\n',
        f"$t = str_replace('~', 'x', '{FILLED}');",
        f'P = {{"a": "{A}"}}\nT = P["a"] + Q["z"]\n',
        f"echo '{FILLED}' | sed 's/[~]//g'\n",
        f'[{{"key": "a", "value": "{A}"}}, {{"key": "b", "value": "{B + C + D}"}}]',
    ],
)
def test_what_is_not_put_together_is_none(detector: Detector, text: str) -> None:
    values = {m.secret.reveal() for m in detector.scan(text.encode(), "src/app.txt")}
    assert not values & {GITHUB, STRIPE}


@pytest.mark.parametrize(
    ("path", "text", "joint"),
    [
        ("a.js", "const head = 'acme';\nconst body = '{v}';\nconst token = `${{head}}_${{body}}`;\n", "_"),
        ("a.py", "head = 'acme'\nbody = '{v}'\ntoken = f'{{head}}-{{body}}'\n", "-"),
        ("a.sh", 'HEAD=acme\nBODY={v}\nTOKEN="$HEAD${{BODY}}"\n', ""),
    ],
)
def test_constants_joined_by_a_sign_are_one_value(detector: Detector, path: str, text: str, joint: str) -> None:
    value = drawn(36, 91)
    assert f"acme{joint}{value}" in live(detector.scan(text.format(v=value).encode(), path))

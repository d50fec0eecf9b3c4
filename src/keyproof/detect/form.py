"""The parts that the forms of a binding are written of: values in and without quotes, types, wrappers, reads of a variable."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from keyproof.patterns import regex

Form = Literal["literal", "fallback", "bare", "passed"]

Q = r"""(?P<q>\\{0,3}(?:\"{3}|'{3}|\"{2}(?=[A-Za-z0-9])|["'`])|&quot;|&\#34;)(?P<v>(?:(?!(?P=q))[^\r\n]){3,600}?)(?P=q)"""
B = r"""(?:(?:Bearer|Basic|Token|Bot|ApiKey)\s{1,2})?(?P<v>(?!--[a-z]{2})[^\s"'`,;<>|]{3,400})"""
CLOSE = r"""(?:\\{0,3}(?:\"{2}|["'`])|&quot;|&\#34;)?[\])]{0,3}"""
ALIGNED = r"""(?:\s{0,4}|[ \t]{5,40})"""
"""What stands before the sign of an assignment, which people write in columns."""

TAG = r"""(?:[&!][\w.-]{1,30}\s{1,3}){0,2}"""
"""An anchor or a tag of YAML before the value."""

TYPE = r"""(?::\s{0,2}[A-Za-z_&*'\[](?:[\w\[\]|.&*'<> ]|,(?!\s{0,2}\w{1,60}\s{0,2}[=:?])){0,40}?\s{0,2}(?=:?=))?"""
WRAP = (
    r"""(?:(?:new\s|pydantic\.|types\.|t\.)?(?:SecretStr|SecretString|SecretBytes|Secret|String::from|String|str|\[\]byte|bytes|Buffer\.from|Some|"""
    r"""JSON\.stringify|HeaderValue::from_\w{2,8}|(?:new\s)?(?:frozenset|[sS]et|\[\]string|List\.of|listOf|setOf|Arrays\.asList)|\(str,|<\w{1,20}>|b?r\#{0,3}|b|f|u|L|N|@|\$)\s{0,2}[({\[]{0,2}\s{0,4}|[\[({]{1,2}\s{0,4}(?=[^\]})\n]{3,400}[\]})](?!\s{0,4}[.)]|,\s))|"""
    r"""["'](?:Bearer|Basic|[Tt]oken)\s?["']\s{0,2}\+\s{0,2}|ConvertTo-SecureString\s{1,2}(?:-String\s{1,2})?)?"""
)
ARGS = r"""(?:(?:\.\.\.|None|str|String)\s{0,2},\s{0,8})?(?:(?!default\b)[a-z_]{2,20}\s{0,2}=\s{0,2}(?:[^,"'()\n]{1,40}|"[^"\n]{0,160}"|'[^'\n]{0,160}'),\s{0,8}){0,4}"""
READ = r"""(?<![A-Za-z])(?![sS]et)(?:[gG]et_?[eE]nv\w{0,24}|getenv|environ(?:\.get|\.setdefault|\.pop)?|[eE]nv(?:\.\w{1,20})?|ENV\.fetch|GetEnvironmentVariable|\w{0,20}[Ee]nv\w{0,20}|"""
READ += r"""config(?:\.get)?|get|[gG]et_?[sS]ecret\w{0,12}|getOrDefault|GetString|flag\.\w{1,16}|\w{0,12}Flags?\(\)\.\w{1,16}|StringP?|StringVarP?|option|prop|property|viper\.SetDefault)"""


ABOUT = (
    r"""(?:[ \t]{0,30}["']?(?i:type|description|title|format|noecho|sensitive|secret|nullable|required|env|m(?:in|ax)\w{0,8}|pattern|examples?|"""
    r"""label|help|hidden|group|order)["']?:[^\n]{0,300}\n)"""
)
"""A line that says something of an option: what stands below another option's name is that one's."""

Way: TypeAlias = tuple[Form, re.Pattern[str] | None, re.Pattern[str]]


def form(kind: Form, before: str, after: str) -> Way:
    """Return one: its kind, what stands before the name, what follows it."""
    return kind, regex(before + "$") if before else None, regex(after)

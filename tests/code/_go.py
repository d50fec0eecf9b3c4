"""A program of Go, written in a test."""

from __future__ import annotations

from keyproof.model.fact import CredentialRead
from tests.code._program import secrets
from tests.code.made import body

HEAD = """package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"

	"github.com/caarlos0/env/v11"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"
	"github.com/spf13/cobra"
	"github.com/spf13/viper"
	"go.uber.org/zap"
)

"""


def function(text: str) -> str:
    """The statements of a Go function, lowered."""
    return body(f"package p\nfunc f() {{\n{text}\n}}", "x.go").removeprefix("fn f() {").removesuffix("}")


def result(kinds: str, text: str) -> str:
    lowered_text = body(f"package p\nfunc f() {kinds} {{\n{text}\n}}", "x.go")
    return lowered_text.removeprefix("fn f() {").removesuffix("}")


def go(text: str, name: str = "ACME_TOKEN") -> CredentialRead:
    return secrets(main_go=HEAD + text)[name]

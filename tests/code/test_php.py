"""PHP: lowering, what is taken, what happens without it, where it leaks, and what serves."""

from __future__ import annotations

import pytest

from keyproof.code.ir import Raise
from keyproof.code.leaks import leaks
from keyproof.code.servers import servers
from keyproof.model.fact import Reaction
from tests.code._program import inventory, names, project, secrets
from tests.code.made import body, lowered, nodes


def php(source: str) -> str:
    """The statements of *source*, which stands after ``<?php``."""
    return body(f"<?php\n{source}", "x.php")


def one(source: str):
    """The only credential of a file."""
    (found,) = secrets(src__a_php=f"<?php\n{source}").values()
    return found


def sinks(source: str) -> set[tuple[str, str]]:
    return {(leak.sink, leak.credential) for leak in leaks(project(src__a_php=f"<?php\n{source}"))}


# ---- lowering --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ("$a = $b . 'c';", "a = (b + 'c')"),
        ("$a .= $b;", "a = (a + b)"),
        ("$a ??= 'x';", "a = (a ?? 'x')"),
        ("$a = $b ?: 'c';", "a = (b or 'c')"),
        ("$a = $b ? 1 : 2;", "a = (b ? 1 : 2)"),
        ('$a = "x $b {$c->d}";', "a = T['x ', b, ' ', c.d]"),
        ('$a = "k$b[c]";', "a = T['k', b['c']]"),
        ("$a = <<<X\n  hello $b\n  X;", "a = T['  hello ', b]"),
        ("$a = 'it\\'s';", 'a = "it\'s"'),
        ("$a = \\Foo\\Bar::baz(1);", "a = Foo.Bar.baz(1)"),
        ("$a = self::X;", "a = self.X"),
        ("$a = Foo::class;", "a = Foo"),
        ("$a = ['x' => 1, ...$b];", "a = {'x': 1, **b}"),
        ("$a = [1, $b];", "a = [1, b]"),
        ("[$a, 'k' => $b] = f();", "a = f()[0]\nb = f()['k']"),
        ("$a[] = 1;", "a.append(1)"),
        ("$a = (string) @$b;", "a = <as_expression b>"),
        ("$a = isset($b['c']);", "a = (b['c'] !== null)"),
        ("$a = sprintf('k %s!', $b);", "a = T['k ', b, '!']"),
        ("fwrite(STDERR, $a);", "STDERR.write(a)"),
        ("$a = getenv('X') === false;", "a = (getenv('X') === null)"),
        ("$a = $_ENV['X'];", "a = php.environ['X']"),
        ("$a = $_SERVER['HTTP_X_API_KEY'];", "a = request.headers['X-Api-Key']"),
        ("$a = fn($x) => $x->y;", "a = fn (x) {return x.y}"),
        ("throw new \\Exception('x');", "raise new Exception('x')"),
        ("if ($a): f(); elseif ($b): g(); else: h(); endif;", "if a {f()} else {if b {g()} else {h()}}"),
        ("if ($a) f(); else if ($b) g(); else h();", "if a {f()} else {if b {g()} else {h()}}"),
        ("switch ($a) { case 1: case 2: f(); break; default: g(); }", "if ((a === 1) or (a === 2)) {f()} else {g()}"),
        ("$a = match($b) { 1 => 'x', default => 'y' };", "a = ((b === 1) ? 'x' : 'y')"),
        ("foreach ($a as $k => $v) f($v);", "loop [k, v] in a.items() {f(v)}"),
        (
            "try { f(); } catch (A | \\B\\C $e) { g(); } finally { h(); }",
            "try {f()} except A|C as e {g()} finally {h()}",
        ),
        ("use A\\B\\C as D;", "import A.B#C as D"),
        ("use A\\{B, C as D};", "import A#B as B\nimport A#C as D"),
        ("namespace A\\B; const X = 'y';", "import A.B# as \nconst X = 'y'"),
        ("echo $a, 'b';", "php.echo(a, 'b')"),
        ("die('no');", "php.exit('no')"),
        ("$a = `ls $b`;", "a = shell_exec(T['ls ', b])"),
    ],
)
def test_each_construct_is_lowered_to_its_nearest_node(source, form):
    assert php(source) == form


def test_promoted_parameters_are_fields():
    made = php("class A { function __construct(private readonly ?string $key = null, int $n = 1) { f(); } }")
    assert made == "class A() {fn constructor(key: string = null, n: int = 1) {self.key: string = key; f()}}"


def test_attributes_are_decorators_and_traits_are_bases():
    made = php("class A extends B { use C; #[McpTool(name: 'x')] public function f(): string { return 'a'; } }")
    assert made == "class A(B, C) {@McpTool(name='x') fn f() {return 'a'}}"


def test_a_throw_in_an_expression_is_kept():
    module = lowered("<?php $a = getenv('X') ?: throw new E('X');", "x.php")
    assert any(isinstance(n, Raise) for n in nodes(module.body))


def test_html_around_the_code_is_left_out():
    assert body("<p>hi</p><?php f(); ?><b>bye</b>", "x.php") == "f()"


def test_strings_and_errors_are_counted():
    module = lowered("<?php $a = 'x'; $b = \"y $a\"; $c = ((;", "x.php")
    assert [s.value for s in module.strings] == ["x", "y "]
    assert module.errors


# ---- what is taken ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "$a = getenv('ACME_API_KEY');",
        "$a = $_ENV['ACME_API_KEY'];",
        "$a = $_SERVER['ACME_API_KEY'] ?? null;",
        "$a = getenv('ACME_API_KEY') ?: '';",
        "return ['acme' => ['key' => env('ACME_API_KEY')]];",
        "class A { const K = 'ACME_API_KEY'; function f() { return getenv(self::K); } }",
        "function need(string $n): string { return getenv($n) ?: throw new E(\"$n\"); } $a = need('ACME_API_KEY');",
        "use Illuminate\\Support\\Env; $a = Env::get('ACME_API_KEY');",
    ],
)
def test_each_way_to_read_a_variable_is_seen(source):
    assert names(src__a_php=f"<?php {source}") == {"ACME_API_KEY"}


def test_a_wrapper_in_another_file_is_followed():
    found = names(
        src__Env_php="<?php namespace Acme; class Env { static function need(string $n) { return getenv($n); } }",
        src__Tool_php="<?php namespace Acme\\Tool; use Acme\\Env; $k = Env::need('ACME_API_KEY');",
    )
    assert found == {"ACME_API_KEY"}


def test_a_header_of_a_request_is_no_variable():
    assert "HTTP_AUTHORIZATION" not in {r.name for r in inventory(a_php="<?php $a = $_SERVER['HTTP_AUTHORIZATION'];")}


# ---- what happens without --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "reaction"),
    [
        (
            "$a = getenv('ACME_API_KEY'); if (!$a) { fwrite(STDERR, 'ACME_API_KEY is missing'); exit(1); }",
            Reaction.FAIL_FAST,
        ),
        ("$a = getenv('ACME_API_KEY') or die('ACME_API_KEY is missing');", Reaction.FAIL_FAST),
        (
            "$a = getenv('ACME_API_KEY'); if ($a === false) { throw new \\Exception('ACME_API_KEY is not set'); }",
            Reaction.NOISY,
        ),
        ("$a = $_ENV['ACME_API_KEY'] ?? throw new \\Exception('ACME_API_KEY is not set');", Reaction.NOISY),
        ("$a = getenv('ACME_API_KEY') ?: throw new \\Exception('ACME_API_KEY is not set');", Reaction.NOISY),
        ("$a = getenv('ACME_API_KEY'); if (empty($a)) { exit('ACME_API_KEY is missing'); }", Reaction.FAIL_FAST),
    ],
)
def test_what_happens_without_the_credential_is_told(source, reaction):
    found = one(source)
    assert (found.reaction, found.reaction_names_it, found.required) == (reaction, True, True)


def test_what_a_settings_file_reads_is_not_said_to_be_ignored():
    found = secrets(config__acme_php="<?php return ['key' => env('ACME_API_KEY', '')];")["ACME_API_KEY"]
    assert found.reaction is Reaction.UNKNOWN


def test_an_assignment_in_a_condition_is_followed():
    found = one("if (!($a = getenv('ACME_API_KEY'))) { exit('ACME_API_KEY is missing'); }")
    assert (found.reaction, found.reaction_names_it) == (Reaction.FAIL_FAST, True)


def test_the_handle_method_of_a_laravel_tool_answers_the_model():
    source = (
        "use Laravel\\Mcp\\Response; use Laravel\\Mcp\\Server\\Tool; class A extends Tool {"
        "public function handle(Request $r): Response { return Response::text(%s); } }"
    )
    assert sinks(source % "env('ACME_API_KEY')") == {("tool-result", "ACME_API_KEY")}
    assert sinks(source % "env('ACME_API_KEY') ? 'set' : 'missing'") == set()


# ---- what is safe stays silent ---------------------------------------------------------------------------------------

_KEY = "$key = getenv('ACME_API_KEY'); "


@pytest.mark.parametrize(
    "source",
    [
        "error_log('key is ' . ($key ? 'set' : 'missing'));",
        "error_log('length ' . strlen($key));",
        "error_log(substr($key, 0, 4) . '...');",
        "error_log(str_repeat('*', strlen($key)));",
        "error_log(md5($key) . maskKey($key));",
        "echo isset($key) ? 'yes' : 'no';",
        "$client->get('https://api.acme.io/me', ['headers' => ['Authorization' => 'Bearer ' . $key]]);",
        "$client->get('http://localhost:8080/me', ['headers' => ['Authorization' => 'Bearer ' . $key]]);",
        "curl_setopt($ch, CURLOPT_HTTPHEADER, ['Authorization: Bearer ' . $key]);",
        "curl_setopt($ch, CURLOPT_SSL_VERIFYPEER, true);",
        "$client = new \\GuzzleHttp\\Client(['verify' => true]);",
        "exec('git status');",
        "$c = ['k' => $key, 'u' => 'x']; $safe = $c; $safe['k'] = '***'; error_log(json_encode($safe));",
        "$s = print_r(['a' => 1], true);",
    ],
)
def test_what_is_safe_is_no_leak(source):
    assert sinks(_KEY + source) == set()


@pytest.mark.parametrize(
    ("source", "sink"),
    [
        ("error_log(sprintf('key %s', $key));", "log"),
        ("error_log(print_r(['k' => $key], true));", "log"),
        ("print_r($key);", "log"),
        ("printf('%s', $key);", "log"),
        ("Log::info('key ' . $key);", "log"),
        ("$c = ['k' => $key]; $safe = $c; if (f()) { $safe['k'] = '***'; } error_log(json_encode($safe));", "log"),
        ('passthru("acme --key $key");', "argv"),
        ("$p = new \\Symfony\\Component\\Process\\Process(['acme', '--key', $key]);", "argv"),
        ("curl_setopt($ch, CURLOPT_URL, 'https://api.acme.io/me?api_key=' . $key);", "url"),
        ("curl_setopt($ch, CURLOPT_URL, 'https://api.acme.io/me?' . http_build_query(['api_key' => $key]));", "url"),
        ("file_put_contents('/tmp/a', json_encode(['k' => $key]));", "file"),
    ],
)
def test_each_sink_is_found(source, sink):
    assert sinks(_KEY + source) == {(sink, "ACME_API_KEY")}


@pytest.mark.parametrize(
    "source",
    ["curl_setopt($ch, CURLOPT_SSL_VERIFYPEER, false);", "curl_setopt($ch, CURLOPT_SSL_VERIFYPEER, 0);",
     "Http::withoutVerifying()->get('https://x.io');"],
)  # fmt: skip
def test_verification_switched_off_is_found(source):
    assert sinks(source) == {("tls-off", "")}


# ---- servers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "transports"),
    [
        ("use PhpMcp\\Server\\Server; use PhpMcp\\Server\\Transports\\StdioServerTransport; $s = Server::make()->build();"
         "$s->listen(new StdioServerTransport());", {"stdio"}),
        ("use PhpMcp\\Server\\Server; use PhpMcp\\Server\\Transports\\StreamableHttpServerTransport;"
         "$s = Server::make()->build(); $s->listen(new StreamableHttpServerTransport('127.0.0.1', 8080));", {"streamable-http"}),
        ("use Mcp\\Server; use Mcp\\Server\\Transport\\StdioTransport; $s = Server::builder()->build();"
         "$s->run(new StdioTransport());", {"stdio"}),
    ],
)  # fmt: skip
def test_a_server_and_its_transport_are_seen(source, transports):
    manifest = b'{"name": "acme/mcp", "require": {"php-mcp/server": "^3.0"}}'
    found, served = servers(project(server_php=f"<?php {source}"), {"composer.json": manifest})
    assert [(s.language, s.name) for s in found] == [("php", "acme/mcp")]
    assert {t.transport for t in served} == transports

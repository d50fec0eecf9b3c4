"""Ruby: lowering, what is taken, what happens without it, where it leaks, and what serves."""

from __future__ import annotations

import pytest

from keyproof.code.ir import Raise
from keyproof.code.leaks import leaks
from keyproof.code.servers import servers
from keyproof.model.fact import Reaction
from tests.code._program import inventory, names, project, secrets
from tests.code.made import body, lowered, nodes


def ruby(source: str) -> str:
    """The statements of *source*."""
    return body(source, "x.rb")


def one(source: str):
    """The only credential of a file."""
    (found,) = secrets(lib__a_rb=source).values()
    return found


def sinks(source: str) -> set[tuple[str, str]]:
    return {(leak.sink, leak.credential) for leak in leaks(project(lib__a_rb=source))}


# ---- lowering --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "form"),
    [
        ('a = "x #{b} y"', "a = T['x ', b(), ' y']"),
        ("a = 'it\\'s'", 'a = "it\'s"'),
        ("a = <<~T\n  hello\n  you\nT\n", "a = 'hello\\nyou\\n'"),
        ("a = :b", "a = 'b'"),
        ("a = %w[x y]", "a = ['x', 'y']"),
        ("a = { b: 1, 'c' => 2, **d }", "a = {'b': 1, 'c': 2, **d()}"),
        ("a, b = f", "a = f()[0]\nb = f()[1]"),
        ("a, b = 1, 2", "a = 1\nb = 2"),
        ("a ||= 1", "a = (a or 1)"),
        ("@a ||= f", "self.a = f()"),
        ("a = ENV['X']", "a = ruby.environ['X']"),
        ("a = ENV.fetch('X')", "a = ruby.environ.fetch('X')"),
        ("a = ENV.fetch('X', 'y')", "a = (ruby.environ['X'] or 'y')"),
        ("a = ENV.fetch('X') { 'y' }", "a = (ruby.environ['X'] or 'y')"),
        ("a = ENV.key?('X')", "a = (ruby.environ['X'] !== null)"),
        ("a = ENV.to_h", "a = ruby.environ"),
        ("a = ENV.fetch('X') rescue nil", "a = (ruby.environ['X'] or null)"),
        ("a = A::B.new(1, c: 2)", "a = new A.B(1, c=2)"),
        ("f unless a = g", "a = g()\nif (not a) {f()}"),
        ("if a then f elsif b then g else h end", "if a() {f()} else {if b() {g()} else {h()}}"),
        ("x = if a then 1 else 2 end", "if a() {x = 1} else {x = 2}"),
        ("case a\nwhen 1, 2 then f\nelse g\nend", "if ((a() === 1) or (a() === 2)) {f()} else {g()}"),
        ("begin\nf\nrescue A, B::C => e\ng\nensure\nh\nend", "try {f()} except A|B.C as e {g()} finally {h()}"),
        ("begin\nf\nrescue => e\ng\nend", "try {f()} except  as e {g()}"),
        ("raise 'no'", "raise new RuntimeError('no')"),
        ("raise Bad, 'no'", "raise new Bad('no')"),
        ("a = ENV['X'] or raise 'no'", "a = ruby.environ['X']\nif (not a) {raise new RuntimeError('no')}"),
        ("abort 'no' if a.nil?", "if (a() === null) {ruby.exit('no')}"),
        ("a.to_s.empty?", "(not <as_expression a()>)"),
        ("xs.each { |x| f(x) }", "loop x in xs() {f(x)}"),
        ("h.each { |k, v| f(v) }", "loop [k, v] in h().items() {f(v)}"),
        ("a = xs.reject { |x| f(x) }", "a = xs().filter(fn (x) {return (not f(x))})"),
        ("a = xs.map(&:y)", "a = xs().map(fn (it) {return it.y()})"),
        ("a = ->(x) { x.y }", "a = fn (x) {return x.y()}"),
        ("$stderr.puts 'x'", "STDERR.puts('x')"),
        ("a = `ls #{b}`", "a = ruby.system(T['ls ', b()])"),
        ("a = b.dig(:x, :y)", "a = b()['x']['y']"),
        ("a = format('k %s!', b)", "a = T['k ', b(), '!']"),
        ("a = 'k %s' % b", "a = T['k ', b()]"),
        ("a = b[0..3]", "a = b().slice(0, 4)"),
        ("require 'mcp'", "import mcp# as "),
        ("def f(a, b = 1, *c, d:, **e) = g(a)", "fn f(a, b = 1, *c, d, **e) {return g(a)}"),
    ],
)
def test_each_construct_is_lowered_to_its_nearest_node(source, form):
    assert ruby(source) == form


def test_a_class_keeps_its_path_and_stands_at_the_top():
    made = ruby("module A\n  class B < C\n    include D\n    def initialize(k)\n      @k = k\n    end\n  end\nend")
    assert made == "@<module A.B> class B(C, D) {fn constructor(k) {self.k = k}}"


def test_the_last_expression_of_a_method_is_its_result():
    made = ruby("def f(a)\n  if a\n    b\n  else\n    raise 'x'\n  end\nend")
    assert made == "fn f(a) {if a {return b()} else {raise new RuntimeError('x')}}"


def test_a_struct_is_a_class_whose_constructor_fills_its_fields():
    made = ruby("Config = Struct.new(:url, :key, keyword_init: true)")
    assert made == "@<module Config> class Config(Struct) {fn constructor(url, key) {self.url = url; self.key = key}}"


def test_the_method_that_the_sdk_calls_is_marked():
    made = ruby("class A < MCP::Tool\n  class << self\n    def call(x:)\n      x\n    end\n  end\nend")
    assert "@McpTool fn call(x) {return x}" in made


def test_a_raise_in_an_expression_is_kept():
    module = lowered("a = ENV['X'] || raise('x')", "x.rb")
    assert any(isinstance(n, Raise) for n in nodes(module.body))


def test_strings_and_errors_are_counted():
    module = lowered("a = 'x'\nb = \"y #{a}\"\nc = ((\n", "x.rb")
    assert [s.value for s in module.strings] == ["x", "y "]
    assert module.errors


# ---- what is taken ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "a = ENV['ACME_API_KEY']",
        "a = ENV.fetch('ACME_API_KEY')",
        "a = ENV.fetch('ACME_API_KEY', nil)",
        "a = ENV.fetch('ACME_API_KEY') { abort 'x' }",
        "a = ENV.to_h['ACME_API_KEY']",
        "a = ENV.values_at('ACME_API_KEY', 'HOME')",
        "e = ENV\na = e['ACME_API_KEY']",
        "class A\n  K = 'ACME_API_KEY'.freeze\n  def f\n    ENV[K]\n  end\nend",
        "def need(name)\n  ENV.fetch(name) { raise \"#{name} is not set\" }\nend\na = need('ACME_API_KEY')",
        '%w[ACME_API_KEY].each { |n| abort "#{n} is missing" unless ENV[n] }',
        "a = ENV.fetch(\"ACME_#{'API'}_KEY\")",
    ],
)
def test_each_way_to_read_a_variable_is_seen(source):
    assert names(lib__a_rb=source) == {"ACME_API_KEY"}


def test_a_wrapper_in_another_file_is_followed():
    found = names(
        lib__acme__env_rb="module Acme\n  module Env\n    def self.need(n)\n      ENV.fetch(n)\n    end\n  end\nend",
        lib__acme__tool_rb="module Acme\n  class Tool\n    def key\n      Env.need('ACME_API_KEY')\n    end\n  end\nend",
    )
    assert found == {"ACME_API_KEY"}


def test_the_credentials_of_rails_come_from_a_file():
    found = secrets(app__a_rb="key = Rails.application.credentials.dig(:acme, :api_key)\nf(key)")
    assert {(r.name, r.source) for r in found.values()} == {("api_key", "file")}


def test_a_key_in_a_yaml_file_is_taken_from_it():
    found = secrets(lib__a_rb="config = YAML.load_file('config.yml')\nf(config['api_key'])")
    assert {(r.name, r.source) for r in found.values()} == {("api_key", "file")}


@pytest.mark.parametrize(
    "source",
    [
        "OptionParser.new do |o|\n  o.on('--api-key KEY', 'the key') { |v| options[:key] = v }\nend.parse!",
        "class Cli < Thor\n  method_option '--api-key', type: :string\n  def go\n  end\nend",
    ],
)
def test_an_option_that_takes_a_key_is_seen(source):
    assert "--api-key" in names(lib__a_rb=source)


def test_the_header_of_a_request_is_no_variable():
    found = inventory(a_rb="def call(env)\n  token = env['HTTP_AUTHORIZATION']\n  check(token)\nend")
    assert {(r.name, r.source) for r in found if r.secret} == {("Authorization", "header")}


def test_the_chain_of_aws_is_seen_unless_it_is_given_keys():
    assert names(a_rb="s = Aws::S3::Client.new(region: 'x')") == {"AWS_*"}


# ---- what happens without --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "reaction"),
    [
        ("a = ENV['ACME_API_KEY']\nabort 'ACME_API_KEY is missing' unless a", Reaction.FAIL_FAST),
        ("a = ENV['ACME_API_KEY'] || abort('ACME_API_KEY is missing')", Reaction.FAIL_FAST),
        ("a = ENV.fetch('ACME_API_KEY') { abort 'ACME_API_KEY is missing' }", Reaction.FAIL_FAST),
        (
            "a = ENV['ACME_API_KEY']\nif a.nil? || a.strip.empty?\n  warn 'ACME_API_KEY is missing'\n  exit 1\nend",
            Reaction.FAIL_FAST,
        ),
        ("a = ENV['ACME_API_KEY'].to_s\nabort 'ACME_API_KEY is missing' if a.empty?", Reaction.FAIL_FAST),
        ("a = ENV['ACME_API_KEY'].presence || raise('ACME_API_KEY is not set')", Reaction.NOISY),
        ("a = ENV['ACME_API_KEY'] or raise 'ACME_API_KEY is not set'", Reaction.NOISY),
        ("a = ENV['ACME_API_KEY']\nraise KeyError, 'ACME_API_KEY is not set' if a.blank?", Reaction.NOISY),
        (
            "begin\n  a = ENV.fetch('ACME_API_KEY')\nrescue KeyError => e\n  raise Bad, \"missing: #{e.message}\"\nend",
            Reaction.NOISY,
        ),
        (
            "begin\n  a = ENV.fetch('ACME_API_KEY')\nrescue KeyError => e\n  warn e.message\n  exit 1\nend",
            Reaction.FAIL_FAST,
        ),
    ],
)
def test_what_happens_without_the_credential_is_told(source, reaction):
    found = one(source)
    assert (found.reaction, found.reaction_names_it, found.required) == (reaction, True, True)


def test_fetch_without_a_default_is_a_crash():
    found = one("a = ENV.fetch('ACME_API_KEY')\nf(a)")
    assert (found.reaction, found.required) == (Reaction.CRASH, True)


def test_a_method_of_what_is_not_there_is_a_crash():
    assert one("a = ENV['ACME_API_KEY'].strip\nf(a)").reaction is Reaction.CRASH
    assert one("a = ENV['ACME_API_KEY']&.strip\nf(a)").reaction is Reaction.SILENT


def test_a_default_that_is_a_key_is_unsafe():
    made = "q7" + "Zt4Lw9" * 4
    assert one(f"a = ENV.fetch('ACME_API_KEY', '{made}')\nf(a)").reaction is Reaction.UNSAFE_DEFAULT


def test_what_rails_is_configured_with_is_not_said_to_be_ignored():
    found = secrets(config__initializers__a_rb="A.configure do |c|\n  c.api_key = ENV['ACME_API_KEY']\nend")
    assert found["ACME_API_KEY"].reaction is Reaction.UNKNOWN


def test_a_tool_that_says_what_is_missing_degrades():
    found = one(
        "class A < FastMcp::Tool\n  def call(q:)\n    key = ENV['ACME_API_KEY']\n"
        "    raise 'ACME_API_KEY is not set' unless key\n    f(key)\n  end\nend"
    )
    assert (found.reaction, found.reaction_names_it) == (Reaction.DEGRADE, True)


# ---- leaks -----------------------------------------------------------------------------------------------------------

_KEY = "key = ENV['ACME_API_KEY']\n"


@pytest.mark.parametrize(
    "source",
    [
        "puts \"key is #{key ? 'set' : 'missing'}\"",
        'logger.info("length #{key.length}")',
        "logger.info(key[0, 4] + '...')",
        "logger.info(key.first(4))",
        "logger.info(key[-4..])",
        "logger.info('*' * key.size)",
        "logger.info(Digest::SHA256.hexdigest(key))",
        "logger.info(mask_key(key))",
        "puts key.nil?",
        "puts key.empty?",
        "warn 'no key' unless key",
        "logger.info(config = { k: key }.except(:k))",
        "Faraday.get('https://api.acme.io/me', nil, { 'Authorization' => \"Bearer #{key}\" })",
        "Faraday.post('http://localhost:8080/me', '', { 'Authorization' => \"Bearer #{key}\" })",
        "HTTParty.get('https://api.acme.io/me', headers: { 'X-Api-Key' => key })",
        "RestClient.get('https://api.acme.io/me', { Authorization: key })",
        "req = Net::HTTP::Get.new(uri)\nreq['Authorization'] = \"Bearer #{key}\"",
        "system({ 'ACME_API_KEY' => key }, 'acme', 'sync')",
        "File.write('/tmp/a', 'x')",
        "def f\n  File.open('/tmp/a', 'w', 0600) { |f| f.write(ENV['ACME_API_KEY']) }\nend",
        "http.verify_mode = OpenSSL::SSL::VERIFY_PEER",
    ],
)
def test_what_is_safe_is_no_leak(source):
    assert sinks(_KEY + source) == set()


@pytest.mark.parametrize(
    ("source", "sink"),
    [
        ('logger.info("key #{key}")', "log"),
        ('Rails.logger.debug { "key #{key}" }', "log"),
        ("$stderr.puts key.inspect", "log"),
        ("STDERR.write(format('key %s', key))", "log"),
        ('warn "key " + key', "log"),
        ("pp({ k: key })", "log"),
        ("logger.info({ k: key }.to_json)", "log"),
        ("logger.error(JSON.generate({ k: key }))", "log"),
        ("logger.info(key[0..7])", "log"),
        ('system("acme --key #{key}")', "argv"),
        ("exec('acme', '--verbose', '--key', key)", "argv"),
        ("Open3.capture3('acme', '--key', key)", "argv"),
        ("IO.popen(['acme', key]) { |io| io.read }", "argv"),
        ("uri.query = URI.encode_www_form(api_key: key)", "url"),
        ("HTTParty.get('https://api.acme.io/me', query: { token: key })", "url"),
        ("conn.get('/me', { token: key })", "url"),
        ("RestClient.get('https://api.acme.io/me', { params: { token: key } })", "url"),
        ("HTTParty.post('http://api.acme.io/me', headers: { 'X-Api-Key' => key })", "plain-http"),
        ("File.write('/tmp/a', { k: key }.to_json)", "file"),
        ("File.open('/tmp/a', 'w') do |f|\n  f.puts key\nend", "file"),
    ],
)
def test_each_sink_is_found(source, sink):
    assert sinks(_KEY + source) == {(sink, "ACME_API_KEY")}


def test_the_query_of_a_class_that_is_a_client_itself_is_looked_at():
    source = (
        "class A\n  include HTTParty\n  def initialize(key = nil)\n    @key = key || ENV['ACME_API_KEY']\n  end\n"
        "  def f\n    self.class.get('/search', query: { token: @key })\n  end\nend"
    )
    assert sinks(source) == {("url", "ACME_API_KEY")}


@pytest.mark.parametrize(
    "source",
    [
        "http.verify_mode = OpenSSL::SSL::VERIFY_NONE",
        "Faraday.new('https://x.io', ssl: { verify: false })",
        "HTTParty.get('https://x.io', verify: false)",
        "RestClient::Request.execute(method: :get, url: u, verify_ssl: false)",
        "RestClient::Resource.new(u, verify_ssl: OpenSSL::SSL::VERIFY_NONE)",
    ],
)
def test_verification_switched_off_is_found(source):
    assert sinks(source) == {("tls-off", "")}


def test_a_key_is_followed_through_attributes_of_another_class():
    files = {
        "lib__acme__config_rb": "module Acme\n  class Config\n    attr_reader :token\n    def initialize\n"
        "      @token = ENV['ACME_TOKEN']\n    end\n  end\nend",
        "lib__acme__client_rb": "module Acme\n  class Client\n    def initialize(config)\n      @config = config\n    end\n"
        "    def f\n      logger.info(@config.token)\n    end\n  end\nend\nAcme::Client.new(Acme::Config.new).f",
    }
    assert {(leak.sink, leak.credential) for leak in leaks(project(**files))} == {("log", "ACME_TOKEN")}


def test_a_class_of_a_library_is_not_taken_for_one_of_the_same_name():
    files = {
        "lib__acme__server_rb": "module Acme\n  class Server\n    def initialize(key)\n      puts key\n    end\n  end\nend",
        "lib__main_rb": "s = MCP::Server.new(ENV['ACME_API_KEY'])",
    }
    assert leaks(project(**files)) == []


@pytest.mark.parametrize(
    "source",
    [
        "class A < FastMcp::Tool\n  def call(q:)\n    \"key #{ENV['ACME_API_KEY']}\"\n  end\nend",
        "class A < ApplicationTool\n  def call\n    { key: ENV['ACME_API_KEY'] }\n  end\nend",
        "MCP::Tool.define(name: 'a') do |q:|\n"
        "  MCP::Tool::Response.new([{ type: 'text', text: ENV['ACME_API_KEY'] }])\nend",
        "server.define_tool(name: 'a') do |q:|\n"
        "  MCP::Tool::Response.new([{ type: 'text', text: ENV['ACME_API_KEY'] }])\nend",
        "tool 'a' do\n  description 'b'\n  call do |args|\n    \"key #{ENV['ACME_API_KEY']}\"\n  end\nend",
    ],
)
def test_what_a_tool_gives_goes_to_the_model(source):
    assert sinks(source) == {("tool-result", "ACME_API_KEY")}


# ---- servers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "transports"),
    [
        (
            "server = MCP::Server.new(name: 'a')\nMCP::Server::Transports::StdioTransport.new(server).open",
            {"stdio"},
        ),
        (
            "server = MCP::Server.new(name: 'a')\nt = MCP::Server::Transports::StreamableHTTPTransport.new(server)",
            {"streamable-http"},
        ),
        ("require 'fast_mcp'\nserver = FastMcp::Server.new(name: 'a', version: '1')\nserver.start", {"stdio"}),
        ("FastMcp.mount_in_rails(Rails.application, name: 'a')", {"sse"}),
        (
            "require 'model_context_protocol'\n"
            "server = ModelContextProtocol::Server.with_stdio_transport { |c| c.name = 'a' }\nserver.start",
            {"stdio"},
        ),
    ],
)
def test_a_server_and_its_transport_are_seen(source, transports):
    manifest = b'Gem::Specification.new do |spec|\n  spec.name = "acme-mcp"\n  spec.add_dependency "mcp"\nend\n'
    found, served = servers(project(lib__server_rb=source), {"acme-mcp.gemspec": manifest})
    assert [(s.language, s.name) for s in found] == [("ruby", "acme-mcp")]
    assert {t.transport for t in served} == transports


@pytest.mark.parametrize("gem", ["mcp", "fast-mcp", "mcp-rb", "mcp_on_ruby", "model-context-protocol-rb"])
def test_each_sdk_is_known_in_a_gemfile_and_in_a_gemspec(gem):
    for path, text in (("Gemfile", f'gem "{gem}"\n'), ("a.gemspec", f"s.add_runtime_dependency '{gem}', '~> 1'\n")):
        found, _ = servers(project(lib__a_rb="puts 1"), {path: text.encode()})
        assert [s.language for s in found] == ["ruby"]

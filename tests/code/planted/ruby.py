"""Ruby: a settings class, a client, and a server of the official gem."""

FILES = {
    "Gemfile": 'source "https://rubygems.org"\n\ngem "mcp"\ngem "faraday"\n',
    "lib/acme/settings.rb": """
module Acme
  class Settings
    attr_reader :base_url, :api_key

    def initialize(base_url:, api_key:)
      @base_url = base_url
      @api_key = api_key
    end

    def self.load
      key = ENV["ACME_API_KEY"]
      raise "ACME_API_KEY is not set" if key.nil? || key.empty?

      new(base_url: "https://api.acme.io", api_key: key)
    end
  end
end
""",
    "lib/acme/client.rb": """
require "faraday"
require "json"
require "logger"
require "net/http"
require "openssl"

module Acme
  class Client
    LOGGER = Logger.new($stderr)

    def initialize(settings)
      @settings = settings
    end

    def search(query)
      @CLIENT@
      reply = Faraday.get("#{@settings.base_url}/search", { q: query }, { "Authorization" => "Bearer #{@settings.api_key}" })
      reply.body
    end

    def describe
      "acme at #{@settings.base_url} with #{@settings.api_key}"
    end
  end
end
""",
    "server.rb": """
require "mcp"
require "json"
require_relative "lib/acme/settings"
require_relative "lib/acme/client"

CLIENT = Acme::Client.new(Acme::Settings.load)

class SearchTool < MCP::Tool
  description "Search"
  input_schema(properties: { query: { type: "string" } }, required: ["query"])

  class << self
    def call(query:, server_context:)
      @TOOL@
      MCP::Tool::Response.new([{ type: "text", text: CLIENT.search(query) }])
    end
  end
end

server = MCP::Server.new(name: "acme", tools: [SearchTool])
transport = MCP::Server::Transports::StdioTransport.new(server)
transport.open
""",
}

CLIENT = {
    "log": 'LOGGER.info("calling with #{@settings.api_key}")',
    "stdout": "puts describe",
    "url": 'Faraday.get("#{@settings.base_url}/me?api_key=#{@settings.api_key}")',
    "argv": 'system("curl", "-H", "X-Api-Key: #{@settings.api_key}", @settings.base_url)',
    "plain-http": 'Faraday.post("http://collector.acme.io/v1", "", { "X-Api-Key" => @settings.api_key })',
    "file": 'File.write("/tmp/acme.txt", describe)',
    "tls-off": 'Faraday.new("https://api.acme.io", ssl: { verify: false })',
}
TOOL = {
    "tool-result": 'return MCP::Tool::Response.new([{ type: "text", text: CLIENT.describe }]) if query.empty?',
    "tool-result by an error": (
        'return MCP::Tool::Response.new([{ type: "text", text: "failed: #{CLIENT.describe}" }], error: true) if query.empty?'
    ),
    "env-dump": 'return MCP::Tool::Response.new([{ type: "text", text: ENV.to_h.to_json }]) if query.empty?',
}
MORE = [
    ("CLIENT", "log", 'warn "key #{@settings.api_key}"'),
    ("CLIENT", "log", '$stderr.puts("key " + @settings.api_key)'),
    ("CLIENT", "log", 'LOGGER.debug { "key #{@settings.api_key}" }'),
    ("CLIENT", "stdout", "print @settings.api_key"),
    ("CLIENT", "url", 'Net::HTTP.get(URI("https://api.acme.io/me?token=#{@settings.api_key}"))'),
    ("CLIENT", "url", 'Faraday.get("https://api.acme.io/me", { api_key: @settings.api_key })'),
    ("CLIENT", "argv", "`acme --token #{@settings.api_key}`"),
    ("CLIENT", "argv", 'Open3.capture2("acme", "--token", @settings.api_key)'),
    ("CLIENT", "file", 'File.open("/tmp/acme.txt", "w") { |f| f.write(describe) }'),
]

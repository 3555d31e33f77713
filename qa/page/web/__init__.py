"""How the page and its API are served: server, access, security, streams, MCP."""

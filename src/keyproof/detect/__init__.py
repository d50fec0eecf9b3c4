"""Rules → matches → judged matches. The only package, with ``net``, that may look at a secret's value."""

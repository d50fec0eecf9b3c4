"""The nouns: frozen, typed data between the stages. Nothing here opens a file or starts a process."""

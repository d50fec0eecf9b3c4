"""Servers with one leak planted in each, one language a file: the credential is read, kept and used in different files."""

"""The mission's risk framework: data and one pure function."""

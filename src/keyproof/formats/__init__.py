"""One file a report format; each sees only the wire report."""

"""One file a check. Facts in, verdict out; a check cannot open a file."""

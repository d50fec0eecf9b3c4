"""What the code does with credentials: parse, lower to one small intermediate form, analyse that."""

"""How long it takes to read a history, and how near that is to the least there is to do."""

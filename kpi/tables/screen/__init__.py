"""Built tables as they are read on the page, and the ready-made ones to start from."""

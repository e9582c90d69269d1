"""Documents and catalog facts as citable passages, and the search over them."""

"""What the pages of docs/ are generated with; one module per page."""

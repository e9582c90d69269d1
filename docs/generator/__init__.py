"""What the pages of docs/ are generated with; one module per page."""

from generator.described import describe_records

describe_records()

"""The score sheet: a workbook whose formulas rank again when a weight is changed."""

from weighbridge.reports.pack.workbook.book import score_sheet

__all__ = ["score_sheet"]

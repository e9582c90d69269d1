"""The catalog: records of all plugins merged into one immutable snapshot with a hash; lookups by id, name and alias."""

from weighbridge.catalog.catalog import Catalog, Snapshot, Unmatched
from weighbridge.catalog.load import RECORD_HOOKS, load_catalog
from weighbridge.catalog.merge import Override
from weighbridge.catalog.origins import Origins
from weighbridge.catalog.table import Table

__all__ = ["RECORD_HOOKS", "Catalog", "Origins", "Override", "Snapshot", "Table", "Unmatched", "load_catalog"]

"""The decision pack: one file for every stakeholder, made from a ranking and the option that was chosen."""

from weighbridge.reports.pack.formats import PACK_FORMATS, PackFormat, render_pack

__all__ = ["PACK_FORMATS", "PackFormat", "render_pack"]

"""Does the plugin keep the rules of Weighbridge? Run: python -m pytest."""

from pathlib import Path

from weighbridge.testing import PluginTests


class TestConformance(PluginTests):
    """Every test of the kit, and the license cases beside this file."""

    plugin = "acme"
    license_cases = Path(__file__).with_name("cases.csv")
    brings = ("models", "licenses", "offers", "documents", "gates", "criteria")

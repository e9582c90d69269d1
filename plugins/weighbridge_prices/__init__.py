"""Offers priced by genai-prices."""

from weighbridge import data_plugin

plugin = data_plugin(__file__)

"""Makers with one or two open models each."""

from weighbridge import data_plugin

plugin = data_plugin(__file__)

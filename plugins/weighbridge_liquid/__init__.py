"""Liquid AI: LFM models."""

from weighbridge import data_plugin

plugin = data_plugin(__file__)

"""Alibaba: Qwen models and Model Studio."""

from weighbridge import data_plugin

plugin = data_plugin(__file__)

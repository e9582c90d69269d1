"""The market brief: claims of an article beside what is known."""

from weighbridge import data_plugin

plugin = data_plugin(__file__)

"""The config.json of a Hugging Face repository to a layout, and to the number formats of its weights."""

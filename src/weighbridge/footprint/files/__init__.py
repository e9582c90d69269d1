"""Model directories on disk to models: config files and the headers of weight files, never the weights themselves."""

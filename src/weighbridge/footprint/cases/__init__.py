"""Files of measurements beside our own predictions: `weighbridge check sizing`."""

"""From a model's layout to weights, cache, speed and a plan of accelerators. Import the submodules you need."""

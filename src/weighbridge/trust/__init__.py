"""What the facts rest on: the lock of plugins and packs, what changed between versions, signed bundles."""

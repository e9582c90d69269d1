"""The checks: functions from a plugin under test to what it breaks. `registry` lists them."""

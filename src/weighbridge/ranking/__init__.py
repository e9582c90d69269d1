"""Gates, criteria, ranking, robustness and relaxations over the table of options."""

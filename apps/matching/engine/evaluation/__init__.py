"""How good the rankings are, measured on data with judgements. Nothing here runs when a posting is ranked."""

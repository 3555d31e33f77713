"""How the shipped reader was made: examples, negatives, training, export, calibration."""

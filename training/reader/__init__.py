"""Makes the shipped reader: examples, negatives, training, export, calibration."""

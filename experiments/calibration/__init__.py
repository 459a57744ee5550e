"""Calibration: the uncertain defaults, fitted to measured facts."""

"""Dates as they are written here (FORMAT_MODULE_PATH). Django has none for Chechen, and American ones for English."""

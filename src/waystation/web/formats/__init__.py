"""Dates as they are written here, for FORMAT_MODULE_PATH: Django has no Chechen ones."""

"""Trains, evaluates and exports the text model of Tidewatch."""

__version__ = "0.1.0"

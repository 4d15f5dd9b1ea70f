"""Curators' screens: import, approval, publishing, withdrawal."""

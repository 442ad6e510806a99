"""The one door to WeasyPrint: a page and its assets in, an archivable and accessible PDF out."""

"""Documents that people hold: a licence, a first-aid certificate; sent by whose they are, checked by a registrar."""

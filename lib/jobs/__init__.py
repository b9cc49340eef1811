"""Jobs that need more than one wing: what is due, what is stored, what a target would ask. Only scripts import them."""

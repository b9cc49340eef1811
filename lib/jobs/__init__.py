"""What takes more than one wing: what is due, what is stored, what a target would ask for. Only scripts import it."""

"""How the model of dependent questions was made."""

"""How what people gave is shown."""

"""The floors of the house. Read the folder names from `people` upwards and you have told the product's story."""

"""The words of the site: finds the translatable strings, keeps the catalogues of `locale/`, compiles them."""

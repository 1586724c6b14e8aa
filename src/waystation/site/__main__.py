"""`python -m waystation.site`: what the launcher calls."""

from waystation.site.commands import main

if __name__ == "__main__":
    main()

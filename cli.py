"""Launch the program from a checkout: `python cli.py check …`; an installed wheel gives `compliance`."""

from compliance.commands import main

if __name__ == "__main__":
    main()

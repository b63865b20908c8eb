"""``python -m kdtheory``."""

from kdtheory.cli import main

if __name__ == "__main__":
    main(prog_name="kdtheory")

"""``python -m kdtheory.plotting``: all figures and their index page."""

from kdtheory.plotting.command import everything

if __name__ == "__main__":
    everything(prog_name="python -m kdtheory.plotting")

"""Documentation: Sphinx with MyST and numpydoc; mathematics as MathML, so that it works offline."""

import sys
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import pages  # noqa: E402  beside this file

import kdtheory  # noqa: E402

# numpydoc reads the docstrings of imported SymPy classes, which have sections of their own.
warnings.filterwarnings("ignore", message="Unknown section", module="numpydoc")

project = "kdtheory"
author = copyright = "the kdtheory developers"
release = version = kdtheory.__version__
extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]
nitpicky = False
html_theme = "furo"
html_title = f"kdtheory {release}"
html_copy_source = False
smartquotes = False
html_math_renderer = "mathml"
myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
numpydoc_show_class_members = False
autodoc_typehints = "none"
autodoc_member_order = "bysource"


def setup(app):
    """Theory pages are written from the registries before anything is read."""
    app.connect("builder-inited", lambda app: pages.write(HERE / "theory"))
    app.add_html_math_renderer("mathml", (pages.inline_math, None), (pages.display_math, None))

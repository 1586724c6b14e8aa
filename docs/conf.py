"""How Sphinx makes a site out of this folder: `./waystation docs`. Nothing in it is fetched from anywhere."""

project = "Waystation"
copyright = "the people who build Waystation"  # noqa: A001  # Sphinx's own name for it
html_title = "Waystation"
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4  # links lead to headings by the anchors that code hosts make
html_theme = "furo"
html_theme_options = {"navigation_with_keys": False}
html_copy_source = False
html_show_sourcelink = False
html_extra_path = ["api.json", "events-schema.json"]
nitpicky = True
# Programs of ours have a highlighter of their own nowhere.
suppress_warnings = ["misc.highlighting_failure"]


def setup(app):  # Sphinx's own hook
    """A page says in which language it is: seeking-help.ru.md is Russian."""
    app.connect("html-page-context", lambda _app, name, _template, context, _tree: _say_language(name, context))


def _say_language(name, context):
    context["language"] = name.partition(".")[2] or "en"

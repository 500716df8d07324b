# SPDX-License-Identifier: GPL-2.0-or-later
# Sphinx configuration: sphinx-build -W -b html docs build/docs
project = "ipsecnic"
copyright = "the ipsecnic maintainers"
extensions = []
root_doc = "index"
exclude_patterns = []
html_theme = "alabaster"
html_static_path = ["_static"]
man_pages = [
    ("ipsecnic-replay", "ipsecnic-replay",
     "run a capture through the ipsecnic card", "", 1),
]

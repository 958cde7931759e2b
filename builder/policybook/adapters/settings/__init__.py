"""What mkdocs.yml and the command line say: options checked, files and folders found."""

from policybook.adapters.settings.files import CONTENT_FOLDERS, SUBSCRIBE, Settings, load_settings
from policybook.adapters.settings.options import ADDRESS_FIELD, Options, options_from

__all__ = [
    "ADDRESS_FIELD",
    "CONTENT_FOLDERS",
    "SUBSCRIBE",
    "Options",
    "Settings",
    "load_settings",
    "options_from",
]

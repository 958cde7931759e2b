"""MkDocs events turned into calls of the use cases; the only file that imports mkdocs. Knows nothing about git
or Markdown."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeVar

import jinja2
import yaml
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.config.base import Config, ConfigErrors, ConfigWarnings, ValidationError, load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.localization import parse_locale
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import get_toc
from mkdocs.utils import write_file
from mkdocs.utils.templates import TemplateContext

from policybook.adapters.assets import BASE_SHEET, BODY_SHEETS, REDLINE_SHEET, THEME, assets, compact
from policybook.adapters.scoped import CONTENT_SHEET, content_sheet
from policybook.adapters.settings import Settings, load_settings, options_from
from policybook.adapters.sitefolder import staging_folder, swap_in
from policybook.adapters.templates import Templates
from policybook.adapters.terminal import TerminalProgress
from policybook.app.appearance import COLOURS_SHEET, Appearance, appearance, check_logo
from policybook.app.book import open_book
from policybook.app.navigation import led_to_pages
from policybook.app.proof import refuse_losses
from policybook.app.publish import Plan, PlannedPage, plan_site
from policybook.app.search import OrdinaryPage
from policybook.core.catalogue import SitemapPage, sitemap
from policybook.core.embedded import contents, embedded, seen, with_metadata
from policybook.core.errors import PolicybookError, SettingsError
from policybook.core.ordinary import fitted
from policybook.core.pages import Frame

log = get_plugin_logger("policybook")

OWN_THEME = "policybook"
SITEMAP = "sitemap.xml"

THROUGH_OTHERS = frozenset({"history", "index", "policy"})
"""Templates of standing pages that another theme surrounds. Pages of other kinds may need our script and our whole
style sheet, and keep our chrome."""

T = TypeVar("T")


class BulkFile(File):
    """A file whose content is made when MkDocs copies static files: written once, never held, no page of the
    navigation."""

    produce: Callable[[], bytes]

    def copy_file(self, dirty: bool = False) -> None:
        """Make the content and write it; a build always makes everything."""
        write_file(self.produce(), self.abs_dest_path)


class StandingPage(Page):
    """A page whose HTML comes from us, not from Python-Markdown; it takes part in navigation, search and other
    plugins."""

    def __init__(
        self, planned: PlannedPage, file: File, config: MkDocsConfig, body: Callable[[PlannedPage], tuple[str, Frame]]
    ) -> None:
        self._planned = planned
        self._body = body
        super().__init__(escape(planned.title), file, config)  # themes print titles as they are, also in attributes

    def read_source(self, config: MkDocsConfig) -> None:
        """Take nothing from the content folder: texts come from the commit."""
        self.markdown = ""
        self.meta = {}

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Take the HTML from our templates, and say what in it can be linked to."""
        self.content, frame = self._body(self._planned)
        found = seen(self.content)
        self.toc = get_toc(contents(found.headings))  # type: ignore[arg-type]
        self.present_anchor_ids = set(found.ids)
        self.links_to_anchors = {}
        # Material takes escaping back where it writes a title itself, not where a page brings one.
        self.meta = {"title": self.title} | ({"description": escape(frame.description)} if frame.description else {})


class PluginConfig(Config):  # type: ignore[no-untyped-call]
    """Nothing of its own: the options are read by `adapters.settings`, for the plugin and the command line alike."""


class PolicybookPlugin(BasePlugin[PluginConfig]):  # type: ignore[no-untyped-call]
    """Publishes the policies of the repository that holds the content folder."""

    def __init__(self) -> None:
        self.day: date | None = None
        """The day to publish for; None: today in the declared time zone."""
        self.settings: Settings | None = None
        """Settings decided before MkDocs started; None: made from its configuration."""
        self.previous: Path | None = None
        """Record of the published site, of which nothing may be lost; None: nothing to compare with."""
        self.plan: Plan | None = None
        """What the last build published."""
        self.quiet = False
        """Whether progress is kept to ourselves."""
        self._options: dict[str, Any] = {}
        self._stack = ExitStack()
        self._site: Path | None = None
        self._staged: Path | None = None
        self._command = "build"
        self._standing: dict[str, PlannedPage] = {}
        self._frames: dict[str, Frame] = {}
        self._ordinary: list[OrdinaryPage] = []
        self._ours = True

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[ConfigErrors, ConfigWarnings]:
        """Check the options by the same rules as the command line does."""
        self.config = PluginConfig(config_file_path=config_file_path)
        self._options = dict(options)
        try:
            options_from(options, path=config_file_path or "mkdocs.yml")
        except SettingsError as error:
            return [("policybook", ValidationError(str(error)))], []
        return [], []

    def published(self) -> Plan:
        """Return what the last build published."""
        return self._planned()

    # -- one event of MkDocs each ------------------------------------------------------------------------------------

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember what MkDocs is doing; the plugin then lives through all rebuilds of `serve`."""
        self._command = command
        if dirty:
            log.warning("--dirty is of no use here: a policy site is always built whole")

    @event_priority(-100)
    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the repository, and let MkDocs write beside the site instead of into it."""
        self._close()
        try:
            self._read(config)
            if self._command != "serve":
                self._site = Path(config.site_dir)
                self._staged = staging_folder(self._site)
                config.site_dir = str(self._staged)
        except PolicybookError as error:
            self._close()
            if self.settings is not None:
                raise  # the command line prints it in its own way
            raise PluginError(str(error)) from error
        return config

    def _read(self, config: MkDocsConfig) -> None:
        settings = self.settings or self._settings(config)
        with TerminalProgress(quiet=self.quiet) as progress:
            book = self._stack.enter_context(open_book(settings, progress=progress))
            day = self.day or datetime.now(settings.options.zone()).date()
            if self.previous:
                refuse_losses(book, self.previous)
            self.plan = plan_site(book, settings, on=day, progress=progress)
        self._look = self._appearance(settings, config)
        self._ours = any(Path(folder) == THEME for folder in config.theme.dirs)
        sheets, scripts = [str(item) for item in config.extra_css], [str(item) for item in config.extra_javascript]
        if not self._ours:
            # What is written for another theme's pages may not work on those in our own chrome, or be let in.
            sheets, scripts = [sheet for sheet in sheets if "//" not in sheet], []
            config.extra_css.insert(0, CONTENT_SHEET)
        self._templates = Templates(
            [Path(folder) for folder in config.theme.dirs if _is_users(folder, config)],
            stylesheets=[*([COLOURS_SHEET] if self._look.stylesheet else []), *sheets],
            scripts=scripts,
            grounds=self._look.grounds,
            languages=self.plan.language,
        )
        if self._ours:
            # The words of our theme come from our catalogues; MkDocs would warn that it has none of its own.
            config.theme["locale"] = parse_locale("en")
        for notice in self.plan.notices:
            log.info(notice)

    def _appearance(self, settings: Settings, config: MkDocsConfig) -> Appearance:
        """Check the logo and the colours, with the style sheets that the site's pages will load."""
        content, file = Path(config.docs_dir), str(config.config_file_path or "")
        check_logo(settings.options.logo, content, path=file)
        bases = (Path(folder) / BASE_SHEET for folder in [*config.theme.dirs, str(THEME)])
        base = next(path for path in bases if path.is_file())
        sheets = [content / str(sheet) for sheet in config.extra_css if (content / str(sheet)).is_file()]
        return appearance(settings.options, config=file, base=base, sheets=sheets)

    def _settings(self, config: MkDocsConfig) -> Settings:
        path = Path(config.config_file_path) if config.config_file_path else None
        return load_settings(path.parent if path else Path(), config=path)

    def on_files(self, files: Files, /, *, config: MkDocsConfig) -> Files:
        """Take the policies' sources out, and what would be where a page of ours is, and put our pages in."""
        plan = self._planned()
        for file in list(_replaced(files, plan)):
            files.remove(file)
        if config.nav is not None:
            config.nav = led_to_pages(config.nav, plan.policy_pages)
        self._standing, self._ordinary = {}, []
        for page in plan.pages:
            standing = page.standing and (self._ours or page.template in THROUGH_OTHERS)
            made = self._standing_file(page, config) if standing else self._bulk_page(page, config)
            _put(files, made)
        for item in plan.files:
            if files.get_file_from_path(item.path) is None:
                files.append(_bulk_file(item.path, item.make, config))
        if self._look.stylesheet:
            _put(files, _bulk_file(COLOURS_SHEET, self._look.stylesheet.encode, config))
        for path, make in assets(additions={REDLINE_SHEET: plan.spoken_marks}):
            if _is_ours(files.get_file_from_path(path)):
                _put(files, _bulk_file(path, make, config))
        if not self._ours and files.get_file_from_path(CONTENT_SHEET) is None:
            files.append(_bulk_file(CONTENT_SHEET, lambda: compact(content_sheet(BODY_SHEETS)).encode(), config))
        return files

    def _standing_file(self, page: PlannedPage, config: MkDocsConfig) -> File:
        file = File.generated(config, f"{page.address}index.md", content="", inclusion=InclusionLevel.UNDEFINED)
        if page.template in ("history", "search"):
            file.inclusion = InclusionLevel.NOT_IN_NAV
        if page.source and (Path(config.docs_dir) / page.source).is_file():
            file.edit_uri = page.source
        file.page = StandingPage(page, file, config, self._body)
        self._standing[file.src_uri] = page
        return file

    def _bulk_page(self, page: PlannedPage, config: MkDocsConfig) -> File:
        return _bulk_file(
            f"{page.address}index.html", lambda: self._templates.page(page.template, page.make()).encode(), config
        )

    def _body(self, page: PlannedPage) -> tuple[str, Frame]:
        value = page.make()
        frame = self._frames[page.address] = value.frame
        body = self._templates.body(page.template, value)
        return (body if self._ours else embedded(body, frame.language)), frame

    def on_env(self, env: jinja2.Environment, /, *, config: MkDocsConfig, files: Files) -> jinja2.Environment:
        """Let our theme's templates find ours; those of other themes keep their own words. Every page is made by now,
        so that the search can have its index."""
        if self._ours:
            self._templates.install(env)
        for item in self._planned().searched(self._ordinary):
            _put(files, _bulk_file(item.path, item.make, config))
        return env

    def on_page_content(self, html: str, /, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Make ordinary pages fit for our theme, keep what can be found on them, and date all by the day of the build,
        not by the clock."""
        planned = self._standing.get(page.file.src_uri)
        page.update_date = ((planned and planned.modified) or self._planned().day).isoformat()
        if planned:
            return html
        if not _is_left_out(page):
            self._ordinary.append(OrdinaryPage(address=_address(page.file), title=str(page.title or ""), html=html))
        return fitted(html) if self._ours else html

    def on_page_context(
        self, context: TemplateContext, /, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Give our theme what surrounds the page."""
        planned = self._standing.get(page.file.src_uri)
        address = _address(page.file)
        frame = self._frames[planned.address] if planned else self._planned().frame(address, str(page.title or ""))
        midnight = datetime.combine(self._planned().day, time(), tzinfo=UTC)
        extra = {"frame": frame, "build_date_utc": midnight} | (
            {"own_template": f"policybook/{planned.template}.html"} if planned else {}
        )
        context.update(extra)  # type: ignore[typeddict-item]
        return context

    def on_post_page(self, output: str, /, *, page: Page, config: MkDocsConfig) -> str:
        """Tell programs of our pages in the head of another theme's."""
        planned = self._standing.get(page.file.src_uri)
        if self._ours or not planned:
            return output
        frame = self._frames[planned.address]
        if config.theme.name == "material":
            # Its script asks for a sitemap.xml beside every feed that a page announces; only that of the root exists.
            frame = replace(frame, feeds=self._planned().frame("", "").feeds)
        return with_metadata(output, self._templates.metadata(frame))

    def on_template_context(
        self, context: TemplateContext, /, *, template_name: str, config: MkDocsConfig
    ) -> TemplateContext:
        """Give the sitemap and the page for wrong addresses what they show; other themes have their own."""
        plan = self._planned()
        if template_name == SITEMAP:
            self._sitemap = sitemap(self._listed(context["pages"]), site_url=config.site_url or "") or ""
        if self._ours:
            extra = {"frame": plan.not_found().frame, "page": plan.not_found()}
            context.update(extra)  # type: ignore[typeddict-item]
        return context

    def on_post_template(self, output_content: str, /, *, template_name: str, config: MkDocsConfig) -> str:
        """Put our list of pages in place of MkDocs' own, which knows no day on which a text changed."""
        return self._sitemap if template_name == SITEMAP else output_content

    def _listed(self, files: Sequence[File]) -> Iterator[SitemapPage]:
        """Return the pages that search engines may list: ours that are in force or histories, and ordinary ones."""
        for file in files:
            planned = self._standing.get(file.src_uri)
            address = _address(file)
            if planned and self._frames[planned.address].noindex:
                continue
            yield SitemapPage(address=address, modified=planned.modified if planned else None)

    def _planned(self) -> Plan:
        if self.plan is None:
            raise PluginError("policybook: nothing was planned; the configuration event did not run")
        return self.plan

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Swap the finished site in."""
        if self._staged and self._site:
            swap_in(self._staged, self._site)
            config.site_dir = str(self._site)
        self._staged = None
        if self._command != "serve":
            self._close()

    def on_build_error(self, *, error: Exception) -> None:
        """Leave the old site as it was, and nothing beside it."""
        self._close()

    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """Rebuild on every commit; the log of HEAD is the one file of `.git` that only commits and the like
        write to."""
        settings = self.settings or self._settings(config)
        for folder in (settings.content_dir, *settings.content_dir.parents):
            if (folder / ".git" / "logs" / "HEAD").exists():
                server.watch(str(folder / ".git" / "logs" / "HEAD"))
                break
        return server

    def _close(self) -> None:
        self._stack.close()
        if self._staged:
            shutil.rmtree(self._staged, ignore_errors=True)
            self._staged = None


def _replaced(files: Files, plan: Plan) -> Iterator[File]:
    """Return the files of the content folder that are published as pages of ours, or would be where one is."""
    taken = {f"{page.address}index.html" for page in plan.pages}
    for file in files:
        if file.dest_uri in taken or (file.abs_src_path and plan.is_source(Path(file.abs_src_path))):
            yield file


def _put(files: Files, file: File) -> None:
    """Add a file; one of the content folder with the same name steps aside."""
    present = files.get_file_from_path(file.src_uri)
    if present is not None:
        files.remove(present)
    files.append(file)


def _address(file: File) -> str:
    """Return the site path of a page; MkDocs calls the start page by the folder it is in."""
    return "" if file.url in (".", "./") else file.url


def _is_left_out(page: Page) -> bool:
    """Whether a page's front matter keeps it out of searches, in the words that themes of MkDocs know."""
    said = page.meta.get("search")
    return isinstance(said, dict) and bool(said.get("exclude"))


def _is_ours(present: File | None) -> bool:
    """Whether the place of a file of our theme is free, or taken by nothing but that file itself."""
    return present is None or (bool(present.src_dir) and Path(str(present.src_dir)) == THEME)


def _bulk_file(path: str, make: Callable[[], bytes], config: MkDocsConfig) -> File:
    file = BulkFile.generated(config, path, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    file.__class__ = BulkFile  # `generated` makes a plain File whatever class it is called on
    assert isinstance(file, BulkFile)  # noqa: S101 - for the type checker
    file.produce = make
    return file


def _is_users(folder: str, config: MkDocsConfig) -> bool:
    """Whether a theme folder is the user's `custom_dir`."""
    custom = config.theme.custom_dir
    return bool(custom) and Path(folder) == Path(str(custom))


# -- the commands ----------------------------------------------------------------------------------------------------


def build_site(settings: Settings, *, on: date, quiet: bool = False, previous: Path | None = None) -> Plan:
    """Build the site through MkDocs, with mkdocs.yml or without one, and return what was published.

    `previous` is the record of the published site (its `manifest.json` or a `versions.json`), of which nothing may be
    lost. Raises PolicybookError for what the user can put right.
    """
    with _configuration(settings) as path:
        config = _converted(lambda: load_config(str(path), site_dir=str(settings.site_dir)))
        plugin = _plugin_of(config)
        plugin.settings, plugin.day, plugin.quiet, plugin.previous = settings, on, quiet, previous
        config.plugins.on_startup(command="build", dirty=False)
        try:
            _converted(lambda: mkdocs_build(config))
        finally:
            config.plugins.on_shutdown()
        return plugin.published()


def plan_only(settings: Settings, *, on: date, quiet: bool = False, previous: Path | None = None) -> Plan:
    """Return what a build would publish, and write nothing but the cache."""
    with TerminalProgress(quiet=quiet) as progress, open_book(settings, progress=progress) as book:
        if previous:
            refuse_losses(book, previous)
        return plan_site(book, settings, on=on, progress=progress)


def serve_site(settings: Settings, *, address: str | None) -> None:
    """Serve the site on this machine and rebuild it on every commit, until interrupted."""
    talk = logging.getLogger("mkdocs")
    talk.addHandler(logging.StreamHandler())
    talk.setLevel(logging.INFO)
    with _configuration(settings) as path:
        _converted(lambda: mkdocs_serve(str(path), dev_addr=address))


@contextmanager
def _configuration(settings: Settings) -> Iterator[Path]:
    """Give the path of mkdocs.yml, or of one made for a repository that has none."""
    if settings.config_file:
        yield settings.config_file
        return
    with TemporaryDirectory(prefix="policybook-") as folder:
        (Path(folder) / "docs").mkdir()
        path = Path(folder) / "mkdocs.yml"
        values = {
            "site_name": settings.site_name,
            "docs_dir": "docs",
            "site_dir": str(settings.site_dir),
            "theme": OWN_THEME,
            "plugins": [
                {
                    OWN_THEME: {
                        "content": str(settings.content_dir),
                        "cache_dir": str(settings.cache_dir),
                        "ledger": str(settings.ledger),
                    }
                }
            ],
        }
        path.write_text(yaml.safe_dump(values), "utf-8")
        yield path


def _plugin_of(config: MkDocsConfig) -> PolicybookPlugin:
    for plugin in config.plugins.values():
        if isinstance(plugin, PolicybookPlugin):
            return plugin
    raise SettingsError(
        "mkdocs.yml does not use the policybook plugin",
        path=str(config.config_file_path),
        hint="add `plugins:` with `- policybook`",
    )


def _converted(action: Callable[[], T]) -> T:
    """Run a part of MkDocs, its errors turned into ours."""
    try:
        return action()
    except (Abort, ConfigurationError, PluginError) as error:
        raise SettingsError(str(error) or "MkDocs stopped; see the messages above") from error

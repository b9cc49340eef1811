"""Markup from Python, in which text can never become markup: only what tag() has made is taken as it is."""

import html


class Markup(str):
    """Text that is markup already; only this module makes it."""


VOID = {"meta", "link"}


def tag(name: str, /, *children, **attributes) -> Markup:
    """An element. children: texts, Markup, lists of them, None for nothing; attributes: class_, aria_label, …"""
    named = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(f"{value}")}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Markup(f"<{name}{named}>" if name in VOID else f"<{name}{named}>{joined(children)}</{name}>")


def joined(children) -> Markup:
    return Markup("".join(_child(child) for child in children))


def styles(css: str) -> Markup:
    """A style element of our own text."""
    return Markup(f"<style>{css}</style>")


def table(caption: str, heads: list[str], rows: list[list], texts=frozenset({0})) -> Markup:
    """A table that scrolls where it is too wide. The first cell names its row; texts: where no numbers are."""

    def cell(place: int, text, name: str, scope: str | None) -> Markup:
        return tag(name, text, scope=scope, class_=None if place in texts else "number")

    def body(row: list) -> list[Markup]:
        return [cell(place, text, *(("td", None) if place else ("th", "row"))) for place, text in enumerate(row)]

    made = tag(
        "table",
        tag("caption", caption, class_="unseen"),
        tag("thead", tag("tr", [cell(place, text, "th", "col") for place, text in enumerate(heads)])),
        tag("tbody", [tag("tr", body(row)) for row in rows]),
    )
    return tag("div", made, class_="wide", role="region", aria_label=caption, tabindex="0")


def _child(child) -> str:
    if child is None:
        return ""
    if isinstance(child, Markup):
        return child
    if isinstance(child, list | tuple):
        return joined(child)
    return html.escape(f"{child}")

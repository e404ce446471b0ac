"""What a notebook shows of a report."""

import html
import re

from ntk.page import Page, words_of_page

NARROW = '<div class="narrow"><svg>\n  <path d="M-1.239,2.5 L3.001"/>\n</svg></div>'
FIGURE = f'<figure class="alone">{NARROW}'
WIDE = '<div class="wide"><svg>\n  <path d="M9"/>\n</svg></div>'
REPORT = (
    "<!DOCTYPE html>\n<html><head><style>p{}</style></head><body><main><h1>A title</h1>"
    '<div class="wide"><table></table></div><p width="1.23456">Words.</p>'
    f'<div class="charts">{FIGURE}{WIDE}<figcaption>One &lt; two</figcaption></figure></div>'
    '<div class="charts"><figure><svg></svg><figcaption>Three</figcaption></figure></div>'
    "</main></body></html>"
)


def shown(report):
    return html.unescape(re.search(r'srcdoc="([^"]*)"', Page(lambda: report).frame("It")).group(1))


def test_the_pictures_of_a_report_and_no_more():
    assert shown(REPORT) == (
        "<!DOCTYPE html>\n<html><head><style>p{}</style></head><body>"
        '<main><div class="charts"><figure><div><svg><path d="M-1.23,2.5 L3.00"/></svg></div>'
        "<figcaption>One &lt; two</figcaption></figure>"
        "<figure><svg></svg><figcaption>Three</figcaption></figure></div></main></body></html>"
    )


def test_a_report_without_pictures_is_shown_whole():
    page = '<html><body><p title="a &quot;b&quot;">No "pictures".</p></body></html>'
    assert shown(page) == page


def test_a_page_is_made_once_and_only_if_it_is_looked_at():
    made = []
    page = Page(lambda: made.append(1) or "page")
    assert made == []
    assert page.text() + page.text() == "pagepage"
    assert made == [1]


def test_the_page_of_a_call_writes_no_file_of_the_users():
    words = ["align", "--out=a.npz", "--csv=b.csv", "--plot=c.svg", "--samples=3"]
    assert words_of_page(words, "r.html") == ["align", "--samples=3", "--report=r.html"]

"""The page that the command writes with ``--report``, as a notebook shows it."""

import html
import re
from typing import Callable, List, Optional

# Files of the user's, which the page has no business to write again.
_FILES = ("--out=", "--csv=", "--plot=")

# Outlines of letters make most of a page; a hundredth of a pixel is not seen.
_FINE_DIGITS = re.compile(r"(?<=\.\d\d)\d+")
_OUTLINE = re.compile(r' d="[^"]*"')

_INDENTATION = re.compile(r">\n *<")
_HEAD = re.compile(r".*?<body[^>]*>", re.DOTALL)
_ROW = re.compile(r"<div[^>]*>(?=<figure)")
_PICTURE = re.compile(r"<figure.*?</figure>", re.DOTALL)

# A picture may be drawn twice, for narrow and for wide screens; a cell of a notebook is narrow.
_WIDE = re.compile(r'<div class="wide"><svg.*?</svg></div>', re.DOTALL)
_ALONE = re.compile(r' class="(?:narrow|alone|captioned)"')

_FRAME = (
    '<iframe srcdoc="{page}" title="{title}" sandbox="allow-scripts allow-downloads"'
    ' style="width:100%;height:36em;border:1px solid #8888;border-radius:4px"></iframe>'
)


class Page:
    """A page of pictures, which is made or read when it is first looked at."""

    def __init__(self, read: Callable[[], str]) -> None:
        self._read: Optional[Callable[[], str]] = read
        self._text = ""

    def text(self) -> str:
        """Returns the page, one HTML document that needs nothing else."""
        if self._read is not None:
            self._text = self._read()
            self._read = None
        return self._text

    def frame(self, title: str) -> str:
        """Returns an element that shows the pictures apart from whatever is around it.

        A page without pictures is shown as it is.
        """
        page = _pictures(self.text())
        page = _OUTLINE.sub(lambda path: _FINE_DIGITS.sub("", path.group()), page)
        return _FRAME.format(page=html.escape(page), title=html.escape(title))


def _pictures(page: str) -> str:
    head, row = _HEAD.match(page), _ROW.search(page)
    if head is None or row is None:
        return page
    pictures = _ALONE.sub("", _WIDE.sub("", "".join(_PICTURE.findall(page))))
    pictures = _INDENTATION.sub("><", pictures)
    return f"{head.group()}<main>{row.group()}{pictures}</div></main></body></html>"


def words_of_page(words: List[str], path: str) -> List[str]:
    """Returns the arguments that write the page of a call, and no file of the user's."""
    return [word for word in words if not word.startswith(_FILES)] + [f"--report={path}"]

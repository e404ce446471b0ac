"""One call of the command: arguments in, the JSON of the result and its page out."""

import os
from typing import Any, Dict

from . import process
from .arguments import Arguments
from .errors import NtkError
from .page import Page, words_of_page


def run(arguments: Arguments) -> Dict[str, Any]:
    """Returns the JSON of the result.

    A check that disagrees is a result, and no error.

    Raises:
        NtkError: what the command refuses, or that its process died.
    """
    try:
        return _run(arguments)
    except BaseException:
        arguments.discard()
        raise


def _run(arguments: Arguments) -> Dict[str, Any]:
    response = process.call(arguments.words)
    error = response.get("error")
    if error is not None and not (error["id"] == "disagreement" and "result" in response):
        raise NtkError(
            error["id"],
            arguments.without_folder(error["message"]),
            arguments.without_folder(error["remedy"]),
        )
    if "result" not in response:
        raise NtkError(
            "invalid-argument",
            f"'{arguments.words[0]}' printed text and computed nothing.",
            "Ask for help in a terminal.",
        )
    return response["result"]


def run_with_page(arguments: Arguments, report: Any) -> "tuple[Dict[str, Any], Page]":
    """Returns the result and its page, which shows numbers that the result has anyway."""
    if report is None:
        report = os.path.join(arguments.folder(), "report.html")
    arguments.option("report", report)
    result = run(arguments)
    text = _text(arguments, os.fspath(report))
    return result, Page(lambda: text)


def run_with_later_page(arguments: Arguments, report: Any) -> "tuple[Dict[str, Any], Page]":
    """Returns the result and its page, whose pictures take products of their own."""
    if report is not None:
        return run_with_page(arguments, report)
    result = run(arguments)
    return result, Page(lambda: _later_page(arguments, _found(result)))


def _later_page(arguments: Arguments, before: Any) -> str:
    path = os.path.join(arguments.folder(), "report.html")
    again = Arguments(arguments.words[0])
    again.words = words_of_page(arguments.words, path) + ["--force"]
    now = _found(run(again))
    if now != before:
        raise NtkError(
            "files-changed",
            f"The result was {before}, and is {now} now: a file has changed since.",
            "Compute it again.",
        )
    return _text(arguments, path)


def _found(result: Dict[str, Any]) -> Any:
    """Returns the number that the result is, or the numbers of a spectrum."""
    return result["value"] if "value" in result else result["values"]


def _text(arguments: Arguments, path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return arguments.without_folder(file.read())

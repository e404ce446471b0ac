"""What is raised when something asked for cannot be done."""


class NtkError(Exception):
    """A mistake that can be mended, or a process that died.

    Attributes:
        id: the kind of mistake, such as ``"file-not-found"``; scripts may rely on it.
        message: a sentence that says what was wrong with which value.
        remedy: a sentence that says what to do about it.
    """

    def __init__(self, id: str, message: str, remedy: str) -> None:
        super().__init__(id, message, remedy)
        self.id = id
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}"

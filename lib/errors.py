"""What can go wrong, as one exception tree; each class carries the exit status a script ends with."""


class Trouble(Exception):
    """Any error that is reported in one line: what happened, to what, what to do next."""

    status = 70


class Usage(Trouble):
    """The command line asks for something impossible."""

    status = 2


class Nonsense(Trouble):
    """The league sent something that makes no sense."""

    status = 65
    body = None  # the answer, as text as it came or as the JSON read of it, for the quarantine


class Unreachable(Trouble):
    """The league does not answer, or not this."""

    status = 69


class StorageFailed(Trouble):
    """The local disk or S3 failed, or holds something damaged."""

    status = 74


class Blocked(Trouble):
    """The league refuses this address, or rate-limits it."""

    status = 75


class Misconfigured(Trouble):
    """An environment variable has a value that cannot be used."""

    status = 78


OF_STATUS = {kind.status: kind for kind in (Trouble, *Trouble.__subclasses__())}

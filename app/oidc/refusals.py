"""Why somebody was not let in. The text of an error is for the log: it names a rule, no person."""


class RefusedError(Exception):
    """Nobody was signed in."""


class AwayError(RefusedError):
    """The provider gave no answer that can be used."""


class SilentError(AwayError):
    """The provider could not be reached, or did not answer in time."""


class NotBelievedError(RefusedError):
    """The provider's answer is not what it has to be."""


class StaleError(RefusedError):
    """The answer belongs to no sign-in that this browser is waiting for."""


class NotFinishedError(RefusedError):
    """The person stopped, or the provider said no."""


class NoCareRoleError(RefusedError):
    """The provider is believed, and what it says is no care role at a unit here today."""


class UnknownPersonError(RefusedError):
    """The provider is believed, and still nobody here may be let in for it."""

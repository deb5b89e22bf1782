from tests.follow_up.sets import publish

__all__ = ["publish"]

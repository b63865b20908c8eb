"""stub during construction"""


def derivation(*a):
    return None


def cover(*a):
    return None


def witness(*a):
    return None

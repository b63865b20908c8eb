"""stub during construction."""


def _todo(*a, **k):
    return None


simplex_valued = entrywise = entrywise_closed = increasing_entry = nondecreasing_entry = (
    increasing_swap
) = _todo
continuous_entry = continuous_composition = shrinking_ratios = effective_temperature = (
    shrinking_pairs
) = _todo
strictly_shrinking_ratios = strict_effective_temperature = strictly_shrinking_pairs = (
    identity_entry
) = identity_fixed = _todo
limit_entry = limit_support = limit_argmax = _todo

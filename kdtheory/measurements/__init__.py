"""What theory predicts, beside what trained students do.

One function a measurement, registered by :func:`kdtheory.measurements.registry.measurement`; it
returns tidy tables and findings, each finding a decision with a stated tolerance.
"""

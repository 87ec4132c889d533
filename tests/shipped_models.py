"""DfE's neighbour models in the shipped data, newest first."""

MODELS = ("2025-05", "2021-04")
DEFAULT_MODEL = MODELS[0]

"""How new rows join the live tables: which replace others, what is a correction, which targets end.

Nothing is changed in place: each function returns new tables of the schemas in
`kpi.model.schemas`. May import: schemas and periods.
"""

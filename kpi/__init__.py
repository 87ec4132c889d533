"""Children's Services KPIs: the domain, as pure functions over polars frames."""

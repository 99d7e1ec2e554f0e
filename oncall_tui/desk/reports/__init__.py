"""Reports over a span of time: worked out from the record whenever somebody asks, and kept nowhere."""

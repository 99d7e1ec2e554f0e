"""Floor 1, the decisions: values in, values out, without a clock, a file or chance."""

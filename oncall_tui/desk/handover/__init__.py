"""Hand clients over: the brief, who has said yes to it, and what happened while somebody was away."""

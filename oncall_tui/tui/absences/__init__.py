"""Somebody is away: what that moves is shown before it is done."""

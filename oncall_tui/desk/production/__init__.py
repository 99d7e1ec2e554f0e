"""How much each care manager has done, against what is asked of one."""

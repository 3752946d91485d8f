"""Every pattern of the look on a few pages with invented data, to be judged by eye."""

"""Tables of counts for outside, from which nobody works out a small one: not from one, and not from all of them."""

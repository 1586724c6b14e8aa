"""The page on which an administrator sees how the machine does. It has no datum of anybody."""

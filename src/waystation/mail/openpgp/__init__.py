"""OpenPGP for mail (RFC 9580, 3156, 9788; Autocrypt level 1): opened, judged and written in a bounded process.

`opening` and `writing` are for callers. `engine` alone touches the libraries, and runs in the process that `program`
is. Secret keys go there through a pipe; none is ever in a file, an argument or an environment.
"""

"""Padding, so that the size of what is sealed says little about it.

Up to 64 KiB: the next power of two, from 512 bytes. Above: Padme (Nikitin et al., PoPETs 2019), at most 12 % more.
The length prefix comes on top, so that content of any length up to 512 bytes gives one size.
"""

from waystation.vault.errors import Tampered

SMALLEST = 512
LARGEST_BUCKET = 64 * 1024
PREFIX = 5


def padded_size(size: int) -> int:
    """Bytes that `size` bytes and their length prefix take once padded."""
    if size <= SMALLEST:
        return PREFIX + SMALLEST
    if size <= LARGEST_BUCKET:
        return PREFIX + (1 << (size - 1).bit_length())
    exponent = size.bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1
    return PREFIX + ((size + mask) & ~mask)


def pad(data: bytes) -> bytes:
    """Prefixes the length (5 bytes, big-endian) and fills with zeros up to the padded size."""
    return (len(data).to_bytes(PREFIX) + data).ljust(padded_size(len(data)), b"\0")


def unpad(padded: bytes) -> bytes:
    """The inverse of `pad`. Raises Tampered where the length cannot be true."""
    size = int.from_bytes(padded[:PREFIX])
    if size > len(padded) - PREFIX:
        raise Tampered
    return padded[PREFIX : PREFIX + size]

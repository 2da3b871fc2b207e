"""Addresses in bech32, as BIP 173 defines it."""

import hashlib

PREFIX = "wasm"
ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def _polymod(values):
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            if top >> bit & 1:
                checksum ^= generator
    return checksum


def _expanded(prefix):
    return [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix]


def encode(prefix, data):
    """The address of some bytes. A multiple of five bytes is expected, so that nothing is padded."""
    bits = int.from_bytes(data, "big")
    words = [bits >> shift & 31 for shift in range(8 * len(data) - 5, -1, -5)]
    checksum = _polymod(_expanded(prefix) + words + [0] * 6) ^ 1
    tail = [checksum >> shift & 31 for shift in range(25, -1, -5)]
    return prefix + "1" + "".join(ALPHABET[word] for word in words + tail)


def decode(address):
    """The 20 bytes of an account's address."""
    prefix, _, text = address.rpartition("1")
    words = [ALPHABET.index(c) for c in text]
    if _polymod(_expanded(prefix) + words) != 1:
        raise ValueError(f"{address} has a wrong checksum")
    bits = 0
    for word in words[:-6]:
        bits = bits << 5 | word
    return bits.to_bytes(20, "big")


def account(data):
    return encode(PREFIX, data)


def operator(data):
    return encode(PREFIX + "valoper", data)


def consensus(public_key):
    """The address of a consensus key, under which the chain keeps a validator's signing record."""
    return encode(PREFIX + "valcons", hashlib.sha256(public_key).digest()[:20])


def module(name):
    """The address of a module's own account."""
    return account(hashlib.sha256(name.encode()).digest()[:20])

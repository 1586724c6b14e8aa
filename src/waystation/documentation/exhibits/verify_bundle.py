"""Checks an exhibit bundle without Waystation: python3 verify_bundle.py BUNDLE.zip KEY (name+id+base64)."""

import base64, hashlib, json, sys, zipfile  # noqa: E401, I001


def check(ok, what):
    if not ok:
        sys.exit(f"REFUSED: {what}")


def digest(data, kind="sha256", left=1 << 62):
    found = hashlib.new(kind)
    while piece := data.read(min(left, 1 << 16)):
        found.update(piece)
        left -= len(piece)
    return found.hexdigest()


def main(path, key):
    check(zipfile.is_zipfile(path), "that is no bundle, or it is cut off")
    bundle, name, public = zipfile.ZipFile(path), key.split("+", 1)[0], base64.b64decode(key.split("+", 2)[2])[1:]

    check(not any(each.compress_type for each in bundle.infolist()), "its files are compressed: no bundle of ours")
    manifest, (text, _, line) = bundle.read("manifest.json"), bundle.read("manifest.sig").partition(b"\n\n")
    said = f"{name}\nexhibit\n{base64.b64encode(hashlib.sha256(manifest).digest()).decode()}"
    check(text.decode() == said, "manifest.json is not what was signed, or another key signed it")
    signature = base64.b64decode(line.split()[-1])[4:]
    check(signed(public, text + b"\n", signature), "manifest.sig: the signature is not this key's")

    told = json.loads(manifest)
    files = sorted([*told["files"], "manifest.json", "manifest.sig"])
    check(sorted(bundle.namelist()) == files, "files are missing or were added")
    for file, hashes in told["files"].items():
        for kind, expected in hashes.items():
            check(digest(bundle.open(file), kind) == expected, f"{file} was changed")

    before, number, stamps = "0" * 64, 0, []
    for number, line in enumerate(bundle.read("custody.jsonl").splitlines(), 1):
        entry, follows = json.loads(line), f"custody.jsonl: entry {number} does not follow"
        check((entry["number"], entry["previous"]) == (number, before), follows)
        if token := base64.b64decode(entry.get("token", "")):
            check(bytes.fromhex(before) in token, f"custody.jsonl: the timestamp of entry {number} is of another log")
            check(bundle.read(f"entry-{number}.tst") == token, f"entry-{number}.tst is not the token of its entry")
            stamps.append(f"TIMESTAMP: entry {number}; who signed it, and when, openssl tells of entry-{number}.tst:")
            stamps.append(f"  openssl ts -verify -digest {before} -token_in -in entry-{number}.tst -CAfile ROOTS.pem")
            stamps.append(f"  openssl ts -reply -token_in -in entry-{number}.tst -text")
        before = hashlib.sha256(line).hexdigest()
    check(before == told["custody"], "custody.jsonl: its end is missing")

    at = 0
    for each in bundle.infolist():  # one after the other: nothing before or between that another program would unpack
        check(each.header_offset == at, "the container holds more than its files")
        at += 30 + len(each.filename) + each.file_size + (44 if each.file_size >> 32 else 16)
    check(at == bundle.start_dir, "the container holds more than its files")

    with open(path, "rb") as whole:
        end = whole.seek(0, 2) - 64
        whole.seek(0)
        check(digest(whole, left=end).encode() == whole.read(), "the container around the files was changed")
    verdict = f"WHOLE: exhibit {told['number']}, {len(told['files'])} files, {number} custody entries, signed by {name}"
    sys.stdout.write("\n".join([*stamps, verdict, ""]))


# The signature: Ed25519, RFC 8032 section 5.1, since Python has none of its own.
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D, ROOT = -121665 * pow(121666, -1, P) % P, pow(2, (P - 1) // 4, P)


def point(raw):
    y, odd = int.from_bytes(raw, "little") & (1 << 255) - 1, raw[31] >> 7
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = next((x for x in (pow(square, (P + 3) // 8, P) * r % P for r in (1, ROOT)) if (x * x - square) % P == 0), None)
    return None if x is None or y >= P else (x if x & 1 == odd else P - x, y)


def add(a, b):
    m = D * a[0] * b[0] * a[1] * b[1]
    return (a[0] * b[1] + a[1] * b[0]) * pow(1 + m, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - m, -1, P) % P


def times(n, a):
    half = times(n // 2, a) if n else None
    return (0, 1) if not n else add(add(half, half), a) if n & 1 else add(half, half)


def signed(key, text, sig):
    a, r, s = point(key), point(sig[:32]), int.from_bytes(sig[32:], "little")
    c = int.from_bytes(hashlib.sha512(sig[:32] + key + text).digest(), "little") % L
    base = point((4 * pow(5, -1, P) % P).to_bytes(32, "little"))
    return len(sig) == 64 and a and r and s < L and times(s, base) == add(r, times(c, a))


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2].strip())
    except Exception as error:  # whatever cannot be read is refused
        sys.exit(f"REFUSED: {error or type(error).__name__}")

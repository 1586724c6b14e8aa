"""OpenStack Swift with its S3 interface, of Debian's `python3-swift`: swift_server.py FOLDER PORTS ADDRESS.

All in one folder. Run by the system's own Python, which has it. The keys are `KEY` and `SECRET`; the first of the four
PORTS speaks S3, at ADDRESS.
"""

import ctypes
import getpass
import os
import signal
import sys
from pathlib import Path

KEY, SECRET = "waystation:keeper", "a-secret-of-the-store-8824"
_WITH_ITS_PARENT = 1  # PR_SET_PDEATHSIG
_STORE = """[DEFAULT]
devices = {folder}/drives
mount_check = false
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
log_name = {kind}
log_level = ERROR
fallocate_reserve = 0
disable_fallocate = true
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
_MIDDLE = "gatekeeper cache listing_formats s3api tempauth copy bulk slo dlo versioned_writes symlink"
_PROXY = """[DEFAULT]
bind_ip = {address}
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
log_name = proxy
log_level = CRITICAL
[pipeline:main]
pipeline = catch_errors {middle} proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:s3api]
use = egg:swift#s3api
s3_acl = true
[filter:tempauth]
use = egg:swift#tempauth
user_{user_and_key} = {secret} .admin
[filter:slo]
use = egg:swift#slo
minimum_segment_size = 1
[filter:versioned_writes]
use = egg:swift#versioned_writes
allow_versioned_writes = true
allow_object_versioning = true
"""
_PLAIN = ("catch_errors", "gatekeeper", "listing_formats", "copy", "bulk", "dlo", "symlink")


def write(folder: Path, ports: list[int], address: str) -> list[str]:
    """The configuration of the four servers; returns their names."""
    from swift.common.ring import RingBuilder

    (folder / "drives" / "d").mkdir(parents=True, exist_ok=True)
    (folder / "swift.conf").write_text("[swift-hash]\nswift_hash_path_suffix = a\nswift_hash_path_prefix = b\n")
    kinds = ["object", "container", "account"]
    for kind, port in zip(kinds, ports[1:], strict=True):
        ring = RingBuilder(2, 1, 0)
        ring.add_dev({"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "d", "weight": 1.0})
        ring.rebalance()
        ring.get_ring().save(str(folder / f"{kind}.ring.gz"))
        said = _STORE.format(folder=folder, port=port, user=getpass.getuser(), kind=kind)
        (folder / f"{kind}.conf").write_text(said)
    said = {"user_and_key": KEY.replace(":", "_"), "secret": SECRET, "middle": _MIDDLE, "address": address}
    proxy = _PROXY.format(folder=folder, port=ports[0], user=getpass.getuser(), **said)
    plain = "".join(f"[filter:{name}]\nuse = egg:swift#{name}\n" for name in _PLAIN)
    (folder / "proxy.conf").write_text(proxy + plain)
    return [*kinds, "proxy"]


def main(folder: Path, ports: list[int], address: str) -> None:
    from swift.common import utils

    kinds = write(folder, ports, address)
    utils.set_swift_dir(str(folder))
    utils.validate_hash_conf()
    from swift.common import storage_policy
    from swift.common.wsgi import run_wsgi

    storage_policy.reload_storage_policies()
    for kind in kinds:
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(_WITH_ITS_PARENT, signal.SIGKILL)  # each makes itself a session of its own
            sys.exit(run_wsgi(str(folder / f"{kind}.conf"), f"{kind}-server"))
    signal.pause()


if __name__ == "__main__":
    main(Path(sys.argv[1]), [int(port) for port in sys.argv[2:6]], sys.argv[6])

"""What strangers send leaves room on the disk for those who have to sign in and to answer."""

import logging
import shutil

from django.conf import settings

from waystation.hotline.errors import NoRoom

RESERVE = 64 * 1024 * 1024  # bytes of the disk that stay free, or a twentieth of a small one

logger = logging.getLogger(__name__)
_told: set[str] = set()


def need() -> None:
    """Raises NoRoom where the disk is nearly full. The log has one line for each time that it becomes so."""
    disk = shutil.disk_usage(settings.WAYSTATION_DATA)
    if disk.free > min(RESERVE, disk.total // 20):
        _told.clear()
        return
    if not _told:
        _told.add("nearly full")
        logger.error("nearly full: the disk of the data folder; nothing is taken in from outside")
    raise NoRoom

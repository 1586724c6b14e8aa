"""Waking a device by Web Push (RFC 8030, 8291, 8292): transport alone, by the Web Push project's own libraries.

No cipher is imported here: `http_ece` seals the text to the device, `py_vapid` signs who it comes from.
"""

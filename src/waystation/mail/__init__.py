"""Mail as transport: SMTP, LMTP and IMAP in, SMTP or maildir out, MIME read in a bounded process.

Nothing here knows what a message is about. Raw messages are opaque bytes until `parse` is asked; no
address and no content is logged, put into an exception or written to a file, except by `MaildirBox`.
"""

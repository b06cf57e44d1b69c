"""Connects twice with Python's ssl, the second time with the session of the first, and says what came of it.

resume.py PORT CA STARTTLS TICKETS: STARTTLS is smtp, imap, pop3 or empty; TICKETS is yes or no.
"""
import socket
import ssl
import sys

port, ca, starttls, tickets = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]

DIALOGUES = {
    "": [],
    "smtp": [(None, b"220 "), (b"EHLO client.example", b"250 "), (b"STARTTLS", b"220 ")],
    "imap": [(None, b"* OK"), (b"a STARTTLS", b"a OK")],
    "pop3": [(None, b"+OK"), (b"STLS", b"+OK")],
}


def line(plain):
    octets = b""
    while not octets.endswith(b"\n"):
        octet = plain.recv(1)
        if not octet:
            sys.exit("closed")
        octets += octet
    return octets


context = ssl.create_default_context(cafile=ca)
context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_2
if tickets == "no":
    context.options |= ssl.OP_NO_TICKET
session = None
for _ in range(2):
    plain = socket.create_connection(("127.0.0.1", port), timeout=30)
    for said, awaited in DIALOGUES[starttls]:
        if said:
            plain.sendall(said + b"\r\n")
        while not line(plain).startswith(awaited):
            pass
    with context.wrap_socket(plain, server_hostname="localhost", session=session) as tls:
        session = tls.session
        print(tls.version(), "reused" if tls.session_reused else "new", "ticket" if session.has_ticket else "id")

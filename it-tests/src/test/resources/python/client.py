"""Python's own mail modules against one server: smtplib, imaplib and poplib, each as its documentation shows it.

    client.py CAFILE USER PASSWORD COMMAND PORT [ARGUMENT ...]

The certificate is verified for the name localhost; CAFILE "-" stands for no authority at all.
"""
import email.message, email.policy, imaplib, pathlib, poplib, smtplib, ssl, sys

cafile, user, password, command, port, *arguments = sys.argv[1:]
port = int(port)
tls = ssl.create_default_context(cafile=cafile) if cafile != "-" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def smtp(listener):
    if listener == "SUBMISSIONS":
        return smtplib.SMTP_SSL("localhost", port, "client.example.org", context=tls, timeout=50)
    server = smtplib.SMTP("localhost", port, "client.example.org", timeout=50)
    if listener != "MX_PLAINTEXT":
        server.starttls(context=tls)
    return server


def send(listener, sender, recipient, path, *options):
    with smtp(listener) as server:
        if listener.startswith("SUBMISSION"):
            server.login(user, password)
        refused = server.sendmail(sender, [recipient], pathlib.Path(path).read_bytes(), list(options))
        assert refused == {}, refused


def send_message(listener, sender, recipient):
    """What the email package makes of a message with addresses, subject and file name beyond ASCII."""
    message = email.message.EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, recipient, "Grüße 日本語"
    message.set_content("Grüße\n.\nund Küsse\n")
    message.add_attachment(bytes(range(256)), maintype="application", subtype="octet-stream", filename="dätei.bin")
    with smtp(listener) as server:
        if listener.startswith("SUBMISSION"):
            server.login(user, password)
        server.send_message(message)


def imap(listener, folder):
    server = imaplib.IMAP4_SSL("localhost", port, ssl_context=tls) if listener == "IMAPS" else imaplib.IMAP4("localhost", port)
    if listener == "IMAP":
        assert "LOGINDISABLED" in server.capabilities, server.capabilities
        server.starttls(tls)
    with server:
        server.login(user, password)
        ok(server.select("INBOX"))
        numbers = ok(server.search(None, "ALL"))[0].split()
        for number in numbers:
            parts = ok(server.fetch(number, "(FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[])"))
            body = parts[0][1]
            assert b"RFC822.SIZE %d" % len(body) in parts[0][0], parts[0][0]
            pathlib.Path(folder, "fetched.%d" % int(number)).write_bytes(body)
        if not numbers:
            return
        # a round through what a mail program does with one message
        ok(server.create("Projekte"))
        appended = ok(server.append("Projekte", "(\\Seen $Work)", imaplib.Time2Internaldate(1767607200), parts[0][1]))
        ok(server.uid("COPY", ok(server.uid("SEARCH", "ALL"))[0].split()[-1], "Projekte"))
        ok(server.store(numbers[0], "+FLAGS", "(\\Deleted)"))
        ok(server.expunge())
        assert len(ok(server.search(None, "ALL"))[0].split()) == len(numbers) - 1
        ok(server.rename("Projekte", "Archiv"))
        ok(server.select("Archiv", readonly=True))
        for number in b"1", b"2":
            assert ok(server.fetch(number, "(BODY.PEEK[])"))[0][1] == parts[0][1]
        assert b"$Work" in ok(server.fetch("1", "(FLAGS)"))[0] and b"5-Jan-2026" in ok(server.fetch("1", "(INTERNALDATE)"))[0]
        ok(server.close())
        ok(server.subscribe("Archiv"))
        assert any(b"Archiv" in line for line in ok(server.lsub()))
        ok(server.delete("Archiv"))


def pop3(listener, folder):
    poplib._MAXLINE = 1 << 20  # its own bound would refuse what RFC 5321 allows a little beyond it
    if listener == "POP3S":
        server = poplib.POP3_SSL("localhost", port, context=tls, timeout=50)
    else:
        server = poplib.POP3("localhost", port, timeout=50)
        assert "STLS" in server.capa() and "USER" not in server.capa(), server.capa()
        server.stls(tls)
    server.user(user)
    server.pass_(password)
    count, octets = server.stat()
    sizes = [int(line.split()[1]) for line in server.list()[1]]
    uids = [line.split()[1] for line in server.uidl()[1]]
    assert len(sizes) == len(set(uids)) == count and sum(sizes) == octets
    for number in range(1, count + 1):
        lines = server.retr(number)[1]
        body = b"".join(line + b"\r\n" for line in lines)
        assert len(body) == sizes[number - 1]
        pathlib.Path(folder, "retrieved.%d" % number).write_bytes(body)
        top = server.top(number, 0)[1]
        assert lines[:len(top) - 1] == top[:-1] or lines == top, (lines[:20], top)
    if count:
        server.dele(1)
        server.rset()
        server.dele(count)
    server.quit()


def ok(answer):
    status, data = answer
    assert status == "OK", answer
    return data


{"send": send, "send-message": send_message, "imap": imap, "pop3": pop3}[command](*arguments)

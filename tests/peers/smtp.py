#!/usr/bin/env python3
"""A mail server for tests: the recipient's local part picks what happens.

Prints one JSON line for each event to the standard output; the first says where it listens.
  accept…  250             defer…  451 at RCPT        refuse…  550 5.1.1 at RCPT
  relay…  550 5.7.1        sender…  553 5.1.8         bare…  550 without more
  drop-before-data…        closes at DATA             drop-after-dot…  closes after the last dot
Usage: smtp.py plain|starttls|implicit|no-starttls [CERT KEY]
"""
import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP


def say(**event):
    print(json.dumps(event), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        local = address.split("@")[0]
        if local.startswith("defer"):
            return "451 4.3.0 come back later"
        if local.startswith("refuse"):
            return "550 5.1.1 no such user"
        if local.startswith("relay"):
            return "550 5.7.1 relaying denied"
        if local.startswith("sender"):
            return "553 5.1.8 sender address rejected"
        if local.startswith("bare"):
            return "550 not here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        local = envelope.rcpt_tos[0].split("@")[0]
        say(event="data", to=envelope.rcpt_tos, tls=server.transport.get_extra_info("ssl_object") is not None,
            content=envelope.content.decode("utf-8", "replace"))
        if local.startswith("drop-after-dot"):
            server.transport.abort()
        return "250 OK"


class Peer(SMTP):
    async def smtp_DATA(self, arg):
        if self.envelope.rcpt_tos and self.envelope.rcpt_tos[0].startswith("drop-before-data"):
            say(event="dropped")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


async def main():
    mode = sys.argv[1]
    context = None
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    starttls = context if mode == "starttls" else None
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Peer(Handler(), tls_context=starttls, require_starttls=starttls is not None, loop=loop),
        "127.0.0.1", 0, ssl=context if mode == "implicit" else None)
    say(event="listening", port=server.sockets[0].getsockname()[1])
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())

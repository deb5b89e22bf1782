"""A push service that takes everything at once and looks at nothing.

    python -m bench.sink CERTIFICATE

It says its port on standard output, and ends with whoever started it.
"""

import asyncio
import re
import ssl
import sys

LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
TAKEN = b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


async def _serve(certificate: str) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    server = await asyncio.start_server(_answer, "127.0.0.1", 0, ssl=tls, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            length = LENGTH.search(head)
            await reader.readexactly(int(length[1]) if length else 0)
            writer.write(TAKEN)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))

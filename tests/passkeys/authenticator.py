"""A phone's authenticator as the standard describes it, which also lies when it is told to."""

import base64
import hashlib
import json
import secrets
import struct
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

USER_PRESENT, USER_VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """Like a phone whose counter is always 0, for the site it is asked for."""

    origin: str = "http://localhost"
    host: str = "localhost"
    verifies_user: bool = True
    count: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, options: dict) -> str:
        """Return what the browser sends when a passkey has been made."""
        public = self.key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: _bytes(public.x), -3: _bytes(public.y)}
        attested = bytes(16) + struct.pack(">H", 32) + self.credential_id + cbor2.dumps(key)
        attestation = {
            "fmt": "none",
            "attStmt": {},
            "authData": self._data(HAS_KEY) + attested,
        }
        return self._answer(
            clientDataJSON=self._client_data("webauthn.create", options["challenge"]),
            attestationObject=cbor2.dumps(attestation),
        )

    def show(self, options: dict) -> str:
        """Return what the browser sends when the passkey has signed what was asked."""
        client_data, data = (
            self._client_data("webauthn.get", options["challenge"]),
            self._data(0),
        )
        signed = data + hashlib.sha256(client_data).digest()
        return self._answer(
            clientDataJSON=client_data,
            authenticatorData=data,
            signature=self.key.sign(signed, ec.ECDSA(hashes.SHA256())),
        )

    def _data(self, more: int) -> bytes:
        flags = USER_PRESENT | more | (USER_VERIFIED if self.verifies_user else 0)
        site = hashlib.sha256(self.host.encode()).digest()
        return site + bytes([flags]) + struct.pack(">I", self.count)

    def _client_data(self, kind: str, challenge: str) -> bytes:
        said = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, **response: bytes) -> str:
        name = _text(self.credential_id)
        return json.dumps(
            {
                "id": name,
                "rawId": name,
                "type": "public-key",
                "response": {part: _text(value) for part, value in response.items()},
                "clientExtensionResults": {},
            }
        )


def _bytes(number: int) -> bytes:
    return number.to_bytes(32, "big")


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()

"""The group that the rooms above add their commands about people to."""

from app.base.cli import Commands

commands = Commands("people", help="People and how they sign in.")

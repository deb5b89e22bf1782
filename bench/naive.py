"""Booking as it is often written: look whether the time is free, then book it.

It is measured beside ours, and must be seen to give one time to several: a measurement of
double bookings that never finds any would prove nothing.
"""

import os

from flask import Flask, request
from sqlmodel import Field, Session, SQLModel, col, func, select

from app.base.db import engine_for


class NaiveBooking(SQLModel, table=True):
    __tablename__ = "naive_booking"

    id: int | None = Field(default=None, primary_key=True)
    slot: str = Field(index=True)


def create_app() -> Flask:
    app = Flask(__name__)
    engine = engine_for(os.environ["DATABASE_URL"])

    @app.get("/healthz")
    def health() -> str:
        return "Here."

    @app.post("/")
    def book() -> tuple[str, int]:
        slot = request.form["slot"]
        with Session(engine) as session:
            there = select(func.count(col(NaiveBooking.id))).where(NaiveBooking.slot == slot)
            if session.exec(there).one():
                return "Taken.", 409
            session.add(NaiveBooking(slot=slot))
            session.commit()
        return "Booked.", 200

    return app

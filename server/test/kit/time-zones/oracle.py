"""Answers questions about time zones from Python's zoneinfo, which shares no code with Temporal.

Reads a JSON list of [kind, zone, ...] and writes the list of answers, instants in UTC with milliseconds.
A time that a change of clocks skips counts with the offset before it, and one that comes twice is the first: fold=0.
"""
import json
import sys
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + "000Z"


def at(day, hour, zone):
    return datetime.combine(date.fromisoformat(day), time(hour), ZoneInfo(zone))


def start_of_day(zone, day):
    return utc(at(day, 0, zone))


def day_in(zone, instant):
    return datetime.fromisoformat(instant).astimezone(ZoneInfo(zone)).date().isoformat()


def days_before_nine(zone, day, days):
    return utc(at(day, 9, zone) - timedelta(days=days))


def hours_before_nine(zone, day, hours):
    return utc(at(day, 9, zone).astimezone(timezone.utc) - timedelta(hours=hours))


def next_hour(zone, instant, hour):
    now = datetime.fromisoformat(instant)
    today = now.astimezone(ZoneInfo(zone)).date()
    for days in range(3):
        candidate = at((today + timedelta(days=days)).isoformat(), hour, zone)
        if candidate.astimezone(timezone.utc) > now.astimezone(timezone.utc):
            return utc(candidate)


KINDS = {f.__name__: f for f in (start_of_day, day_in, days_before_nine, hours_before_nine, next_hour)}
json.dump([KINDS[kind](*rest) for kind, *rest in json.load(sys.stdin)], sys.stdout)

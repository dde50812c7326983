"""Puts what the services tell into the words of the lists of what is expected."""
import hemoledger_harness  # noqa: F401  (makes the stubs)
from hemoledger.v1 import figures_pb2, findings_pb2

COMPARATORS = {figures_pb2.COMPARATOR_EQUAL: "=", figures_pb2.COMPARATOR_AT_LEAST: "≥", figures_pb2.COMPARATOR_MORE_THAN: ">",
               figures_pb2.COMPARATOR_ABOUT: "~", figures_pb2.COMPARATOR_RANGE: "-", figures_pb2.COMPARATOR_AT_MOST: "≤",
               figures_pb2.COMPARATOR_LESS_THAN: "<"}


def told_decimal(decimal):
    """As printed, without the percent sign; where that is kept blank the usual form ("10.000", "95,3"); blank where there is no number."""
    if decimal.text:
        return decimal.text.replace("%", "").strip()
    if not decimal.HasField("unscaled"):
        return ""
    sign = "-" if decimal.unscaled < 0 else ""
    whole, rest = divmod(abs(decimal.unscaled), 10 ** decimal.scale)
    return sign + f"{whole:,}".replace(",", ".") + (f",{rest:0{decimal.scale}}" if decimal.scale else "")


def told_comparator(figure):
    return COMPARATORS.get(figure.comparator, "")


def told_figure(figure):
    comparator, value = told_comparator(figure), told_decimal(figure.value)
    if comparator == "-":
        return f"{value} - {told_decimal(figure.upper)}"
    return value if comparator == "=" else f"{comparator} {value}"


def iso(date):
    return f"{date // 10000}-{date // 100 % 100:02}-{date % 100:02}"


def month(date):
    return f"{date // 100 % 100}/{date // 10000}"


def told_time(time):
    """As printed, else its form."""
    if time.text:
        return time.text
    form = time.WhichOneof("form")
    if form == "dates":
        return ", ".join(iso(d) for d in time.dates.dates)
    if form == "range":
        return f"{month(time.range.first_date)} - {month(time.range.last_date)}"
    if form == "months":
        return ", ".join(f"{m % 100}/{m // 100}" for m in time.months.months)
    if form == "quarter":
        return f"Q{time.quarter.quarter}/{time.quarter.year}"
    return "" if form is None else form


def told_value(value):
    kind = value.WhichOneof("value")
    if kind == "figure":
        return told_figure(value.figure)
    if kind == "text":
        return value.text
    if kind == "date":
        return iso(value.date)
    return told_time(value.time) if kind == "time" else ""


def told_place(place):
    """The printed form, else the id; a statement's own id with it; then the field."""
    name = place.printed or place.id
    if place.subject == findings_pb2.FINDING_SUBJECT_STATEMENT:
        name = f"{place.printed} ({place.id.split('/')[-1]})"
    return "/".join(part for part in (name, place.field) if part)


def told_places(places):
    """Places in their order; more than two rounds as their number."""
    rounds = [place for place in places if place.subject == findings_pb2.FINDING_SUBJECT_ROUND]
    told = [told_place(place) for place in places if len(rounds) <= 2 or place not in rounds]
    return " + ".join(told + ([f"{len(rounds)} rounds/{rounds[0].field}"] if len(rounds) > 2 else []))


def told_finding(finding):
    """Kind, places, stated, computed, origin, state."""
    return (findings_pb2.FindingKind.Name(finding.kind)[len("FINDING_KIND_"):],
            told_places(finding.places),
            told_value(finding.stated), told_value(finding.computed),
            findings_pb2.FindingOrigin.Name(finding.origin)[len("FINDING_ORIGIN_"):],
            findings_pb2.FindingState.Name(finding.state)[len("FINDING_STATE_"):])

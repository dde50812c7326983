"""Reads what is expected: the documents' tables and lists beside this file, as they print."""
import pathlib
import re

HERE = pathlib.Path(__file__).resolve().parent


def read_table(name, headings):
    """Lines of a printed table without its headings, each a list of cells."""
    lines = (HERE / "tables" / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines][headings:]


def cells(line, number):
    """The cells of a line, blank ones at its end too."""
    assert len(line) <= number, line
    return line + [""] * (number - len(line))


def rows_of(name, columns):
    """Lines of a list: tabs between columns, `#` begins a comment."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [cells(line.split("\t"), columns) for line in lines if line and not line.startswith("#")]


def blank(cell):
    return not cell.strip()


def count(cell):
    """A count as these documents print it: dots, and once a comma, between thousands."""
    assert re.fullmatch(r"\d{1,3}([.,]\d{3})*|\d+", cell.strip()), cell
    return int(re.sub(r"[.,]", "", cell.strip()))


def printed_count(value, cell):
    """How a number without a printed form of its own shows: plainly, or with dots between thousands."""
    plain, dotted = str(value), f"{value:,}".replace(",", ".")
    return cell.strip() if cell.strip() in (plain, dotted) else plain

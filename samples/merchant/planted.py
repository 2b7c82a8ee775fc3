"""PLANTED.md and control-totals.csv: what the model knows before the program says it."""

from .money import text

HEAD = """# What is planted

Fernhill Home Goods is made up; `samples/generate.py` writes its files and this page from one small
model of orders and settlements, without the program. `crossfoot run --period 2026-09` lists the
exceptions below in `discrepancies.csv`, and no others: everything else in `samples/books/inbox`
reconciles to the cent. Amounts are in the currency of the trouble; `-` is blank. Places are below
the inbox.

| code | order_id | sku | settlement_id | external | internal | story |
| --- | --- | --- | --- | --- | --- | --- |
"""


def cell(value):
    return value if value else "-"


def amount(cents):
    return "-" if cents is None else text(cents)


def page(planted, places):
    rows = []
    for one in sorted(planted, key=lambda row: (row.code, row.order_id, row.sku, row.settlement,
                                                row.external or 0)):
        where = [f"`{places[tag]}`" for tag in one.tags]
        money = f" Amounts in {one.currency}." if one.currency != "USD" else ""
        rows.append(" | ".join([
            "| " + one.code, cell(one.order_id), cell(one.sku), cell(one.settlement),
            amount(one.external), amount(one.internal),
            f"{one.story}{money} At {', '.join(where)}." if where else one.story + money]) + " |")
    return HEAD + "\n".join(rows) + "\n"


def control_totals(totals):
    """`file,kind,id,currency,declared,lines,total`; totals are what the readable rows come to."""
    out = ["file,kind,id,currency,declared,lines,total"]
    for file, kind, number, currency, declared, lines, total in sorted(totals):
        out.append(",".join([file, kind, number, currency,
                             "" if declared is None else text(declared), str(lines),
                             text(total)]))
    return "\n".join(out) + "\n"

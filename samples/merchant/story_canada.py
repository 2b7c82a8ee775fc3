"""Amazon.ca in Canadian dollars: a restated settlement, a gap in the chain, and one that does
not foot."""

from datetime import timedelta

from . import catalogue
from .amazon import Settlement, other, refund_rows, sale_rows
from .money import at

RESTATED, POSTED, UNFOOTED = "24718803319", "24755190482", "24831176254"
STAPLES = [sku for sku in catalogue.STAPLES if sku != "FH-1011"]


def tell(story):
    posted = Settlement(POSTED, "Amazon.ca", "CAD", at(8, 20, 21), at(9, 3, 21), at(9, 5, 21))
    unfooted = Settlement(UNFOOTED, "Amazon.ca", "CAD", at(9, 10, 21), at(9, 24, 21),
                          at(9, 26, 21), unexplained=3140)
    story.settlements[POSTED] = posted
    story.settlements[UNFOOTED] = unfooted
    restate(story)
    fill(story, posted, 9)
    refund(story, posted)
    posted.rows.append(other("Storage Fee", -1460, at(8, 31, 9, 0)))
    posted.rows.sort(key=lambda row: (row.posted, row.order_id, row.adjustment, row.item))
    fill(story, unfooted, 8)
    story.plant("CM-05", "The declared total is 31.40 CAD above the rows: held, not posted. Its "
                "deposit waits in Suspense.", settlement=UNFOOTED, external=unfooted.total,
                internal=unfooted.declared, currency="CAD", tags=(f"settlement {UNFOOTED}",))
    gap(story)


def fill(story, settlement, count):
    start, end = settlement.start + timedelta(hours=1), settlement.end - timedelta(hours=8)
    for position, shipped in enumerate(story.spread(start, end, count)):
        order = story.order("Amazon.ca", shipped, story.skus(STAPLES), currency="CAD")
        if position % 4 == 1:
            order.lines[0].shipping = 799
        for line in order.lines:
            settlement.rows += sale_rows(line, shipped + timedelta(hours=4, minutes=27),
                                         f"B{order.order_id[-7:]}C")


def refund(story, posted):
    order = story.order("Amazon.ca", at(8, 23, 18, 0), [("FH-1005", 1)], currency="CAD")
    line = order.lines[0]
    posted.rows += sale_rows(line, at(8, 23, 22, 10), f"B{order.order_id[-7:]}C")
    story.refund(line, at(8, 31, 19, 0), line.price, 0, "changed mind", 1, "sellable")
    posted.rows += refund_rows(line, at(9, 1, 12, 30), "A9907714020", line.price)


def restate(story):
    """The same settlement twice, with one commission and the total changed: DU-03."""
    rows = []
    first = Settlement(RESTATED, "Amazon.ca", "CAD", at(8, 6, 21), at(8, 20, 21), at(8, 22, 21))
    for shipped in story.spread(at(8, 8, 21), at(8, 20, 9), 4):
        order = story.order("Amazon.ca", shipped, story.skus(STAPLES), currency="CAD")
        for line in order.lines:
            rows += sale_rows(line, shipped + timedelta(hours=5), f"B{order.order_id[-7:]}C")
    first.rows = rows
    second = Settlement(RESTATED, "Amazon.ca", "CAD", first.start, first.end, first.deposit)
    commission = next(row for row in rows if row.what == "Commission")
    changed = type(commission)(**{**vars(commission), "amount": commission.amount + 212})
    second.rows = [changed if row is commission else row for row in rows]
    story.settlements[RESTATED] = first
    story.settlements[RESTATED + "~2"] = second
    tags = (f"settlement {RESTATED}", f"settlement {RESTATED}~2")
    for one, rival in ((first, second), (second, first)):
        story.plant("DU-03", "Two files of one settlement disagree (the agency's has a commission "
                    "2.12 CAD less): both are held.", settlement=RESTATED, external=one.declared,
                    internal=rival.declared, currency="CAD", tags=tags)
        tags = tags[::-1]


def gap(story):
    """Nothing covers 3 to 10 September: CM-04, and the orders of that week are CM-03."""
    for day, sku in ((4, "FH-1001"), (7, "FH-1008")):
        order = story.order("Amazon.ca", at(9, day, 18, 40), [(sku, 1)], currency="CAD")
        line = order.lines[0]
        story.plant("CM-03", "Belongs to the missing Amazon.ca settlement of 3 to 10 September.",
                    line, internal=line.cash)
    story.plant("CM-04", f"Settlement {POSTED} ends on 3 September, {UNFOOTED} begins on the "
                "10th.", settlement=UNFOOTED, currency="CAD",
                tags=(f"settlement {POSTED}", f"settlement {UNFOOTED}"))

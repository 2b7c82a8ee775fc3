"""Amazon.com in US dollars: three settlements in a chain, and most of what is planted."""

from datetime import timedelta

from . import catalogue
from .amazon import Settlement, account_row, other, refund_rows, sale_rows
from .money import at

FIRST, SECOND, THIRD = "19480217731", "19512840466", "19547762902"


def tell(story):
    first = Settlement(FIRST, "Amazon.com", "USD", at(8, 20, 15), at(9, 3, 15), at(9, 5, 15))
    second = Settlement(SECOND, "Amazon.com", "USD", at(9, 3, 15), at(9, 17, 15), at(9, 19, 15))
    third = Settlement(THIRD, "Amazon.com", "USD", at(9, 17, 15), at(10, 1, 15), at(10, 3, 15))
    chain = [first, second, third]
    for settlement in chain:
        story.settlements[settlement.number] = settlement
    for settlement, count in zip(chain, (21, 22, 21)):
        ordinary_orders(story, settlement, count)
    refunds(story, first, second, third)
    amounts(story, first, second, third)
    strangers(story, second)
    unsettled(story)
    stock(story, second, third)
    account_level(story, first, second, third)
    for settlement in chain:
        settlement.rows.sort(key=lambda row: (row.posted, row.order_id, row.adjustment, row.item))


def settle(story, settlement, order, posted=None, **planted):
    posted = posted or order.lines[0].shipped + timedelta(hours=3, minutes=11)
    assert settlement.takes(posted), (settlement.number, posted)
    number = f"D{order.order_id[-7:]}K"
    for line in order.lines:
        settlement.rows += sale_rows(line, posted, number, **planted)
    return posted


def ordinary_orders(story, settlement, count):
    start, end = settlement.start + timedelta(hours=1), settlement.end - timedelta(hours=6)
    for position, shipped in enumerate(story.spread(start, end, count)):
        order = story.order("Amazon.com", shipped, story.skus(catalogue.STAPLES))
        first = order.lines[0]
        if position % 7 == 2:
            first.discount = first.price // 10
        elif position % 7 == 4:
            first.shipping = first.discount = 599
        elif position % 7 == 6:
            first.shipping = 599
            if first.jurisdiction == "US-WA":
                first.shipping_tax = catalogue.tax(599, 9000)
        if position % 7 == 2 and first.jurisdiction:
            first.tax = catalogue.tax(first.price - first.discount,
                                      catalogue.MARKETPLACE_TAX[first.jurisdiction])
        settle(story, settlement, order)
    # Tax that stays the seller's to remit: shown, not withheld.
    order = story.order("Amazon.com", start + timedelta(days=2), [("FH-1007", 1)],
                        jurisdiction="US-AK", remitted_by="seller") if count == 22 else None
    if order:
        settle(story, settlement, order)


def refunds(story, first, second, third):
    """Refunds that both sides know; they raise nothing."""
    order = story.order("Amazon.com", at(8, 24, 17, 5), [("FH-1006", 1)], jurisdiction="US-CA")
    settle(story, first, order)
    line = order.lines[0]
    story.refund(line, at(9, 4, 16, 2), line.price, line.tax)
    second.rows += refund_rows(line, at(9, 5, 9, 40), "R5520117781", line.price, line.tax)

    order = story.order("Amazon.com", at(9, 8, 18, 20), [("FH-1003", 3)], jurisdiction="US-TX")
    settle(story, second, order)
    line = order.lines[0]
    story.refund(line, at(9, 19, 13, 30), line.price // 3, line.tax // 3, "broken in transit", 1,
                 "damaged")
    third.rows += refund_rows(line, at(9, 20, 8, 15), "R5520119034", line.price // 3,
                              line.tax // 3)

    order = story.order("Amazon.com", at(9, 18, 16, 45), [("FH-1001", 1)], jurisdiction="US-FL",
                        shipping=599, discount=490)
    settle(story, third, order)
    line = order.lines[0]
    story.refund(line, at(9, 26, 15, 0), line.price + line.shipping - line.discount, line.tax,
                 "arrived late", 0, "not_returned")
    third.rows += refund_rows(line, at(9, 27, 7, 55), "R5520121407", line.price, line.tax,
                              line.shipping, line.discount)

    order = story.order("Amazon.com", at(9, 21, 15, 10), [("FH-1008", 1)], jurisdiction="US-CA")
    settle(story, third, order)
    line = order.lines[0]
    story.refund(line, at(9, 27, 20, 0), line.price, line.tax)  # not yet due in a settlement


def amounts(story, first, second, third):
    """AM-02 to AM-06, TX-01, RF-02 and RF-04."""
    order = story.order("Amazon.com", at(8, 27, 16, 30), [("FH-1001", 1)], jurisdiction="US-CA",
                        tag="AM-02")
    line = order.lines[0]
    settle(story, first, order, Commission=-833)
    story.plant("AM-02", "Commission of 17 % was charged; the rate card says 15 % of 49.00.",
                line, settlement=first.number, external=-833, internal=-735)

    order = story.order("Amazon.com", at(9, 7, 17, 15), [("FH-1002", 2)], jurisdiction="US-TX",
                        tag="AM-03", discount=500)
    line = order.lines[0]
    settle(story, second, order, Promotion=-800)
    story.plant("AM-03", "A coupon of 8.00 was taken from us; the order agreed to 5.00.",
                line, settlement=second.number, external=-800, internal=-500)

    order = story.order("Amazon.com", at(9, 9, 16, 5), [("FH-1005", 2)], jurisdiction="US-FL",
                        tag="AM-04", shipping=599)
    line = order.lines[0]
    settle(story, second, order, Shipping=499)
    story.plant("AM-04", "The buyer paid 5.99 for shipping; the settlement has 4.99.",
                line, settlement=second.number, external=499, internal=599)

    order = story.order("Amazon.com", at(9, 22, 14, 50), [("FH-1008", 3)], jurisdiction="US-WA",
                        tag="AM-05")
    line = order.lines[0]
    settle(story, third, order, quantity=2)
    story.plant("AM-05", "Two units were settled with the money of the three that were ordered.",
                line, settlement=third.number, external=line.price, internal=line.price)

    order = story.order("Amazon.com", at(9, 11, 18, 40), [("FH-1004", 1)], jurisdiction="US-OR",
                        tag="AM-06")
    line = order.lines[0]
    due = catalogue.commission("Amazon.com", line.sku, line.price)
    settle(story, second, order, Commission=-due - 1)
    story.plant("AM-06", "Commission is one cent over the rate card: within tolerance, forgiven.",
                line, settlement=second.number, external=-due - 1, internal=-due)

    order = story.order("Amazon.com", at(9, 14, 15, 25), [("FH-1007", 2)], jurisdiction="US-WA",
                        tag="TX-01")
    line = order.lines[0]
    settle(story, second, order, PrincipalWithheld=-line.tax + 167)
    story.plant("TX-01", f"Amazon collected {line.tax / 100:.2f} of tax and withheld 1.67 less.",
                line, settlement=second.number, external=-line.tax + 167, internal=-line.tax)

    order = story.order("Amazon.com", at(8, 28, 17, 50), [("FH-1002", 1)], jurisdiction="US-OR")
    line = order.lines[0]
    settle(story, first, order)
    story.refund(line, at(9, 10, 14, 0), line.price, 0, "wrong item", 1, "sellable")
    rows = refund_rows(line, at(9, 11, 10, 20), "R5520118250", line.price + 700, tag="RF-02")
    second.rows += rows
    story.plant("RF-02", "38.00 was sold and granted back; the settlement took 45.00.", line,
                settlement=second.number, external=-line.price - 700, internal=-line.price,
                tags=("RF-02", f"order {line.order_id}/{line.line_id}"))

    order = story.order("Amazon.com", at(8, 25, 16, 10), [("FH-1007", 1)], jurisdiction="US-TX")
    line = order.lines[0]
    settle(story, first, order)
    story.refund(line, at(9, 2, 15, 30), line.price, line.tax, "not as described", 1, "sellable",
                 "RF-04 ledger")
    story.plant("RF-04", "Granted on 2 September; no settlement shows it within 14 days.", line,
                internal=-line.price, tags=("RF-04 ledger",))


def strangers(story, second):
    """Money that leads to no order of ours: CM-01 and RF-01."""
    lost = story.maker.order("Amazon.com", at(9, 10, 15, 0), [("FH-1002", 1)],
                             jurisdiction="US-CA", tag="CM-01")
    line = lost.lines[0]
    rows = sale_rows(line, at(9, 10, 18, 33), "D7710455K")
    second.rows += rows
    story.plant("CM-01", "A sale in the settlement that the order export lacks.", line,
                settlement=second.number, external=sum(row.amount for row in rows),
                tags=("CM-01",))

    never = story.maker.order("Amazon.com", at(6, 2, 15, 0), [("FH-1005", 1)],
                              jurisdiction="US-TX")
    line = never.lines[0]
    rows = refund_rows(line, at(9, 12, 11, 7), "R5520118533", line.price, line.tax, tag="RF-01")
    second.rows += rows
    story.plant("RF-01", "A refund for an order that was never sold here, nor settled.", line,
                settlement=second.number, external=sum(row.amount for row in rows),
                tags=("RF-01",))


def unsettled(story):
    """CM-02 and CM-03."""
    for day, sku in ((28, "FH-1003"), (29, "FH-1005"), (30, "FH-1002")):
        order = story.order("Amazon.com", at(9, day, 19, 35), [(sku, 1)], jurisdiction="US-CA")
        line = order.lines[0]
        story.plant("CM-02", f"Shipped on {day} September; Amazon has 17 days.", line,
                    internal=line.cash)
    order = story.order("Amazon.com", at(9, 6, 16, 20), [("FH-1006", 2)], jurisdiction="US-FL")
    line = order.lines[0]
    story.plant("CM-03", "Shipped on 6 September; due in a settlement by the 23rd.", line,
                internal=line.cash)


def stock(story, second, third):
    """CO-01 and CO-08, and a sale that was settled while our side still said open."""
    order = story.order("Amazon.com", at(9, 12, 17, 30), [("FH-1010", 1)], jurisdiction="US-CA")
    settle(story, second, order)
    line = order.lines[0]
    story.plant("CO-01", "The lamp is sold (three in September) and was never received.",
                sku="FH-1010", tags=(f"order {line.order_id}/{line.line_id}",))

    order = story.order("Amazon.com", at(9, 15, 14, 15), [("FH-1009", 1)], jurisdiction="US-OR")
    line = order.lines[0]
    settle(story, second, order)
    cost = 610
    margin = line.price - line.fees - cost
    story.plant("CO-08", "Clearance at 9.00: 1.35 commission, 3.22 fulfilment, 6.10 cost.", line,
                internal=margin)

    order = story.order("Amazon.com", None, [("FH-1004", 2)], jurisdiction="US-TX",
                        ordered=at(9, 23, 13, 5), status="open")
    settle(story, third, order, at(9, 24, 16, 40))


def account_level(story, first, second, third):
    """Charges, a reimbursement, the reserve carried on; PO-05, DC-02 and DC-03."""
    first.rows += [
        other("Subscription Fee", -3999, at(8, 30, 6, 12)),
        other("Storage Fee", -2715, at(8, 31, 7, 3)),
        account_row("other-transaction", "Cost of Advertising", "Sponsored Products Charge",
                    -4380, at(9, 1, 3, 25)),
        other("WAREHOUSE_DAMAGE", 1320, at(8, 29, 11, 46), sku="FH-1002", quantity=1),
        other("REVERSAL_REIMBURSEMENT", 1840, at(9, 2, 5, 30), "DC-02", sku="FH-1004",
              written="#VALUE!"),
        other("Current Reserve Amount", -42500, at(9, 3, 14, 59, 58), "PO-05 held"),
    ]
    story.plant("DC-02", "The amount of a reimbursement row reads `#VALUE!`; the declared total "
                "says it is 18.40, which waits in Suspense.", settlement=first.number,
                tags=("DC-02",))
    story.suspense.append(-1840)
    second.rows += [
        other("Previous Reserve Amount Balance", 40000, at(9, 3, 15, 0, 1), "PO-05"),
        other("Storage Fee", -2688, at(9, 15, 7, 8)),
        other("Current Reserve Amount", -31000, at(9, 17, 14, 59, 58)),
    ]
    story.plant("PO-05", f"Settlement {first.number} held 425.00 back; only 400.00 came back.",
                settlement=second.number, external=40000, internal=42500,
                tags=("PO-05", "PO-05 held"))
    third.rows += [
        other("Previous Reserve Amount Balance", 31000, at(9, 17, 15, 0, 1)),
        other("Subscription Fee", -3999, at(9, 30, 6, 10)),
        account_row("other-transaction", "Cost of Advertising", "Sponsored Products Charge",
                    -5125, at(9, 29, 3, 20)),
        account_row("Brand Growth Credit", "Brand Growth Credit", "Quarterly Bonus", 725,
                    at(9, 25, 12, 0), "DC-03"),
        other("Current Reserve Amount", -28000, at(10, 1, 14, 59, 58)),
    ]
    story.plant("DC-03", "`Brand Growth Credit` is a type that no contract knows: in Suspense.",
                settlement=third.number, external=725, tags=("DC-03",))
    story.suspense.append(-725)

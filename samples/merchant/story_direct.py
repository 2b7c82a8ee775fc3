"""The shop (Shopify Payments) and the web site (PayPal)."""

from datetime import date, timedelta, timezone

from . import catalogue, paypal, shopify
from .money import NEW_YORK, PACIFIC, at
from .shopify import Transaction

STAPLES = catalogue.STAPLES
PAYOUT_DAYS = [
    ("118430115207", date(2026, 8, 28)), ("118430115840", date(2026, 9, 1)),
    ("118430116155", date(2026, 9, 4)), ("118430116733", date(2026, 9, 9)),
    ("118430117019", date(2026, 9, 11)), ("118430117482", date(2026, 9, 15)),
    ("118430117996", date(2026, 9, 18)), ("118430118344", date(2026, 9, 22)),
    ("118430118801", date(2026, 9, 25)), ("118430119260", date(2026, 9, 29)),
]
LOST, SHORT = "118430117019", "118430117996"


def tell_shop(story):
    transactions = []
    places = ["US-NY", None, None, "US-NY", None]
    for position, shipped in enumerate(story.spread(at(8, 25, 20), at(9, 29, 20), 36)):
        order = story.order("Shopify", shipped, story.skus(STAPLES),
                            jurisdiction=places[position % 5])
        if position % 4 == 1:
            order.lines[0].shipping = 695
        if position % 6 == 5:
            order.lines[0].discount = order.lines[0].price // 20 // 100 * 100
            retax(order.lines[0])
        transactions.append(shopify.charge(order, paid(order)))
    transactions += shop_refunds(story)
    transactions += shop_amounts(story)
    lamp = story.order("Shopify", at(9, 20, 17, 20), [("FH-1010", 2)])
    transactions.append(shopify.charge(lamp, paid(lamp)))
    story.payouts, story.pending = shopify.payouts(PAYOUT_DAYS, transactions)
    name_payouts(story)
    order = story.order("Shopify", None, [("FH-1007", 1)], ordered=at(9, 29, 22, 15),
                        status="open")
    line = order.lines[0]
    story.plant("CM-02", "Ordered on 29 September, payment still to come; Shopify has 7 days.",
                line, internal=line.cash)
    cancelled = story.order("Shopify", None, [("FH-1006", 1)], ordered=at(9, 12, 15, 0),
                            status="cancelled")
    cancelled.lines[0].updated = at(9, 26, 14, 30)


def retax(line):
    if line.jurisdiction:
        line.tax = catalogue.tax(line.price - line.discount,
                                 catalogue.SELLER_TAX[line.jurisdiction])


def paid(order):
    return order.lines[0].ordered + timedelta(minutes=2)


def shop_refunds(story):
    """Two refunds that both sides know, one of a part, and one that only Shopify knows."""
    made = []
    order = story.order("Shopify", at(8, 31, 19, 30), [("FH-1005", 2)], jurisdiction="US-NY")
    line = order.lines[0]
    made.append(shopify.charge(order, paid(order)))
    story.refund(line, at(9, 8, 15, 12), line.price, line.tax, "wrong size")
    made.append(shopify.refund(order, at(9, 8, 15, 14), order.gross))

    order = story.order("Shopify", at(9, 10, 16, 0), [("FH-1003", 2)])
    made.append(shopify.charge(order, paid(order)))
    story.refund(order.lines[0], at(9, 16, 18, 40), 1000, 0, "one mug chipped", 0, "not_returned")
    made.append(shopify.refund(order, at(9, 16, 18, 41), 1000))

    order = story.order("Shopify", at(9, 13, 18, 5), [("FH-1004", 2)])
    line = order.lines[0]
    made.append(shopify.charge(order, paid(order)))
    made.append(shopify.refund(order, at(9, 19, 20, 3), order.gross, tag="RF-04 shop"))
    story.plant("RF-04", "Refunded in the shop's back office; our refunds lack it.", line,
                settlement="", external=-order.gross, tags=("RF-04 shop",))

    disputed = story.order("Shopify", at(9, 2, 17, 45), [("FH-1011", 1)])
    made.append(shopify.charge(disputed, paid(disputed)))
    made.append(Transaction(at(9, 15, 13, 9), "chargeback", disputed.order_id, -disputed.gross,
                            1500, tag="RF-05"))
    story.plant("RF-05", "A chargeback of 15 September; evidence was taken until the 29th.",
                order_id=disputed.order_id, settlement="", external=-disputed.gross,
                tags=("RF-05",))
    return made


def shop_amounts(story):
    """AM-01, and an order whose tax the shop itself remits."""
    order = story.order("Shopify", at(9, 17, 18, 25), [("FH-1006", 1)], shipping=695,
                        tag="AM-01")
    line = order.lines[0]
    charged = shopify.charge(order, paid(order), order.gross - 560, tag="AM-01")
    story.plant("AM-01", "Our order says 62.95; a code of 5.60 that we do not know was used.",
                line, settlement="", external=order.gross - 560, internal=order.gross)

    order = story.order("Shopify", at(9, 21, 20, 0), [("FH-1002", 1)], jurisdiction="US-PA",
                        remitted_by="marketplace")
    tax = order.lines[0].tax
    return [charged, shopify.charge(order, paid(order)),
            Transaction(paid(order) + timedelta(seconds=40), "marketplace sales tax",
                        order.order_id, -tax, 0)]


def name_payouts(story):
    """Fills in which payout carries what was planted; PO-01 and PO-02."""
    for planted in story.planted:
        for payout in story.payouts:
            if any(one.tag and one.tag in planted.tags for one in payout.transactions):
                planted.settlement = payout.number
    for payout in story.payouts:
        if payout.number == LOST:
            story.plant("PO-01", "Paid out on 11 September; the bank shows nothing after 19 days.",
                        settlement=LOST, internal=payout.total, tags=(f"payout {LOST}",))
        if payout.number == SHORT:
            story.plant("PO-02", "The bank received 12.00 less than Shopify sent.",
                        settlement=SHORT, external=payout.total - 1200, internal=payout.total,
                        tags=("PO-02", f"payout {SHORT}"))
        cut_offs(story, payout)


def cut_offs(story, payout):
    """TM-02 where a payout has sales of two months, TM-01 where UTC puts one into the other."""
    months = {one.when.astimezone(NEW_YORK).month for one in payout.transactions}
    if len(months) > 1:
        story.plant("TM-02", "The payout has sales of August and September, each booked in its own.",
                    settlement=payout.number, tags=(f"payout {payout.number}",))
    for one in payout.transactions:
        if one.when.astimezone(NEW_YORK).month != one.when.astimezone(timezone.utc).month:
            one.tag = one.tag or "TM-01"
            story.plant("TM-01", "Sold late on 31 August here, on 1 September in UTC.",
                        settlement=payout.number, external=one.net, tags=(one.tag,))


def tell_web(story):
    days = {(8, 28): 2, (9, 3): 2, (9, 8): 3, (9, 11): 2, (9, 16): 2, (9, 21): 1, (9, 24): 2,
            (9, 28): 2}
    for number, ((month, day), count) in enumerate(days.items()):
        made = []
        for position in range(count):
            when = at(month, day, 8 + 5 * position, 13 + number, 20 + position, PACIFIC)
            order = web_order(story, when, jurisdiction="US-NY" if position else None)
            attempt = f"{order.order_id}.1" if (number, position) == (2, 1) else None
            made.append(paypal.payment(order, when, attempt))
        story.paypal[month, day] = made
    web_refund(story)
    web_currencies(story)
    withdraw(story, (9, 11), "1071940035528")
    withdraw(story, (9, 24), "1071981160947")
    cut_short(story)


def web_order(story, when, skus=None, **options):
    """Paid when ordered; shipped the next day."""
    order = story.order("Web", when + timedelta(hours=21), skus or story.skus(STAPLES),
                        ordered=when - timedelta(minutes=1), **options)
    if order.lines[0].sku in ("FH-1001", "FH-1006") and order.currency == "USD":
        order.lines[0].shipping = 650
    return order


def web_refund(story):
    when = at(9, 3, 18, 2, 5, PACIFIC)
    order = web_order(story, when, [("FH-1008", 1)], jurisdiction="US-NY")
    line = order.lines[0]
    bought = paypal.payment(order, when)
    story.paypal[9, 3].append(bought)
    story.refund(line, at(9, 15, 16, 0), line.price, line.tax, "duplicate gift")
    story.paypal[9, 16].append(paypal.Transaction(
        at(9, 16, 9, 30, 11, PACIFIC), "T1107", -order.gross, "USD", invoice=order.order_id,
        reference=bought.number))
    line.refunded += order.gross


def web_currencies(story):
    """A sale in euro, changed into dollars at PayPal's rate; one in Taiwan dollars: FX-02."""
    when = at(9, 16, 12, 40, 9, PACIFIC)
    order = web_order(story, when, [("FH-1011", 1)], currency="EUR", price=6900)
    bought = paypal.payment(order, when)
    net = bought.gross + bought.fee
    later = when + timedelta(seconds=4)
    dollars = net * 1147 // 1000
    story.paypal[9, 16] += [bought] + [
        paypal.Transaction(later, "T0200", amount, currency, reference=bought.number, tag=tag)
        for amount, currency, tag in ((-net, "EUR", "FX-03 from"), (dollars, "USD", "FX-03 to"))]
    story.plant("FX-03", "PayPal gave 1.147 dollars for a euro; the reference rate of the day is "
                "1.1750, and no fee for it was agreed.",
                external=dollars, internal=(net * 11750 + 5000) // 10000,
                tags=("FX-03 from", "FX-03 to"))

    when = at(9, 21, 20, 15, 31, PACIFIC)
    order = web_order(story, when, [("FH-1001", 1)], currency="TWD", price=152000)
    bought = paypal.payment(order, when, tag="FX-02")
    story.paypal[9, 21].append(bought)
    line = order.lines[0]
    story.plant("FX-02", "A sale in Taiwan dollars: the rates at hand quote none, so its entries "
                "wait.", currency="TWD",
                tags=("FX-02", f"order {line.order_id}/{line.line_id}"))


def withdraw(story, day, number):
    """The whole dollar balance goes to the bank at the end of the day."""
    balance = sum(one.gross + one.fee for key, rows in story.paypal.items() if key <= day
                  for one in rows if one.currency == "USD")
    story.paypal[day].append(paypal.Transaction(
        at(*day, 23, 5, 40, PACIFIC), "T0400", -balance, "USD", bank=number,
        tag=f"payout {number}"))


def cut_short(story):
    """29 September's file breaks off (CM-06), so its two orders still wait."""
    made = []
    for position, sku in enumerate(("FH-1003", "FH-1005")):
        when = at(9, 29, 6 + 6 * position, 41, 17, PACIFIC)
        order = web_order(story, when, [(sku, 1)])
        made.append(paypal.payment(order, when))
        line = order.lines[0]
        line.is_settled = False
        story.plant("CM-02", "Its payment is in the PayPal file of 29 September, which broke off.",
                    line, internal=line.cash)
    story.paypal[9, 29] = made
    story.plant("CM-06", "The file states two records and holds one: refused whole.",
                tags=("CM-06",))

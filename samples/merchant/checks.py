"""What must hold before a file is written, or more would be found than is planted."""

from collections import Counter

from . import catalogue
from .money import NEW_YORK
from .operations import RECEIPTS


def prove(story):
    unique_amounts(story)
    totals_pay_out(story)
    stock_suffices(story)
    margins_hold(story)
    numbers_are_unique(story)


def unique_amounts(story):
    """A payout may be found by its amount alone, so no two bank credits share one."""
    credits = [(statement.currency, one.amount) for statement in story.statements
               for one in statement.entries if one.amount > 0]
    assert all(count == 1 for count in Counter(credits).values()), credits


def totals_pay_out(story):
    assert all(settlement.declared > 0 for settlement in story.settlements.values())
    assert all(payout.total > 0 and payout.transactions for payout in story.payouts)
    for rows in story.paypal.values():
        for one in rows:
            assert one.code != "T0400" or one.gross < 0


def numbers_are_unique(story):
    orders = Counter(order.order_id for order in story.orders)
    assert all(count == 1 for count in orders.values())
    for order in story.orders:
        skus = [line.sku for line in order.lines]
        assert len(skus) == len(set(skus))


def stock_suffices(story):
    """Nothing but the lamp is sold before it was received."""
    received = [(moment, sku, quantity) for _, _, moment, _, _, rows in RECEIPTS
                for sku, quantity, _ in rows]
    sold = [(line.shipped or line.ordered, line.sku, -line.quantity)
            for order in story.orders for line in order.lines if line.status != "cancelled"]
    on_hand = Counter()
    for _, sku, quantity in sorted(received + sold, key=lambda event: event[0]):
        on_hand[sku] += quantity
        assert on_hand[sku] >= 0 or sku == "FH-1010", sku
    for order in story.orders:
        for line in order.lines:
            if line.sku == "FH-1010":
                assert line.shipped.astimezone(NEW_YORK).month == 9


def margins_hold(story):
    """No settled line but the planted one loses money, with costs taken a third too high."""
    losing = {one.order_id for one in story.planted if one.code == "CO-08"}
    for order in story.orders:
        for line in order.lines:
            if not line.is_settled or line.sku == "FH-1010" or line.currency == "TWD":
                continue
            worth = {"USD": 100, "CAD": 70, "EUR": 112}[line.currency]
            revenue = line.price + line.shipping - line.discount
            cost = catalogue.PRODUCTS[line.sku].cost * line.quantity * 4 // 30_000
            margin = (revenue - line.refunded - line.fees) * worth // 100 - cost
            is_fine = margin > 0 or line.refunded >= revenue
            assert is_fine != (order.order_id in losing), (order.order_id, line.sku, margin)
